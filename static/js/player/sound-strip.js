// The sound picture under the time line: its marker goes with the video, and a click in it seeks.
// The range above does the same by keys.

export function start(stage) {
  const strip = document.getElementById("sound-strip");
  if (!strip) return;
  const { video } = stage;
  const time = strip.querySelector(".sound-time");
  const marker = strip.querySelector(".sound-marker");
  const seconds = () => strip.dataset.length / 1000;
  const move = () => {
    const share = Math.min(video.currentTime / seconds(), 1);
    marker.style.transform = `translateX(${100 * share}%)`;
  };
  for (const name of ["timeupdate", "seeking", "loadedmetadata"]) stage.listen(video, name, move);
  time.addEventListener("click", (event) => {
    const { left, width } = time.getBoundingClientRect();
    stage.seek((seconds() * (event.clientX - left)) / width);
  });
  strip.hidden = false;
  move();
}
