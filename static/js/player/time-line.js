// Where one is: a native range to seek with, its place in words, and what is loaded.

export function start(stage) {
  const { video } = stage;
  const range = document.getElementById("seek");
  const now = document.getElementById("time-now");
  const length = () => Number(range.max);
  const show = () => {
    range.value = video.currentTime;
    draw(range, video, length());
    now.textContent = clock(video.currentTime);
  };
  document.getElementById("time-line").hidden = false;
  range.addEventListener("input", () => stage.seek(Number(range.value)));
  for (const name of ["timeupdate", "seeking", "progress"]) stage.listen(video, name, show);
  const measure = () => {
    if (Number.isFinite(video.duration)) range.max = video.duration;
    show();
  };
  stage.listen(video, "loadedmetadata", measure);
  measure();
}

function draw(range, video, length) {
  const share = (seconds) => `${(100 * seconds) / (length || 1)}%`;
  range.style.setProperty("--played", share(video.currentTime));
  range.style.setProperty("--loaded", share(loadedUntil(video)));
  range.ariaValueText = range.dataset.of.replace("{now}", inWords(video.currentTime)).replace("{length}", inWords(length));
}

// The end of the stretch that is loaded and has the present time in it.
function loadedUntil(video) {
  const { buffered, currentTime } = video;
  for (let n = 0; n < buffered.length; n += 1) {
    if (buffered.start(n) <= currentTime && currentTime <= buffered.end(n)) return buffered.end(n);
  }
  return currentTime;
}

function clock(seconds) {
  const parts = split(seconds);
  if (!parts[0]) parts.shift();
  return parts.map((part, n) => (n ? String(part).padStart(2, "0") : part)).join(":");
}

// In the page's language, such as "1 minute 12 seconds".
function inWords(seconds) {
  const parts = split(seconds).map((value, n) => [value, ["hour", "minute", "second"][n]]);
  const said = parts.filter(([value, unit], n) => value || (n === 2 && seconds < 60 && unit));
  const language = document.documentElement.lang;
  return said.map(([value, unit]) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value)).join(" ");
}

function split(seconds) {
  const whole = Math.floor(seconds);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
}
