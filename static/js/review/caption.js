// What is shown just now: under the video the text of the rows as they are, even while it is typed,
// and a mark at these rows. A row's time plays from there.

export function start(desk) {
  const { video } = desk;
  if (!video) return;
  const band = document.getElementById("desk-caption");
  for (const track of video.textTracks) track.mode = "disabled"; // it is older than what is typed
  band.hidden = false;

  function show() {
    const ms = video.currentTime * 1000;
    const now = [];
    for (const row of desk.rows.querySelectorAll(":scope > .row")) {
      const stands = Number(row.dataset.start) <= ms && ms < Number(row.dataset.end);
      if (stands) now.push(row);
      if (stands !== row.hasAttribute("aria-current")) row.toggleAttribute("aria-current", stands);
      if (stands) row.setAttribute("aria-current", "time");
    }
    const text = now.map((row) => row.querySelector("textarea")?.value ?? row.querySelector(".row-text")?.textContent ?? "").join("\n");
    if (band.textContent !== text) band.textContent = text;
  }

  for (const name of ["timeupdate", "seeking", "seeked", "playing"]) video.addEventListener(name, show);
  desk.element.addEventListener("input", show);
  desk.on("rows", show);
  // Whoever opens a caption sees what is shown with it, unless she is watching something else.
  desk.on("open", ({ row }) => { if (row && video.paused) desk.seek(Number(row.dataset.start) / 1000 + 0.001); });
  desk.element.addEventListener("click", (event) => {
    const time = event.target.closest(".row-time");
    if (!time || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    desk.seek(Number(time.closest(".row").dataset.start) / 1000);
    video.play();
  });
  show();
}
