// The watch page with JavaScript: a line of the transcript plays from there without a new page, and
// the line that is spoken is marked. Without it the same links load the page at that time.

const video = document.querySelector("#player video");

function seekFrom(event) {
  const link = event.target.closest("a.line-time");
  if (!link || !video || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  video.currentTime = Number(link.closest(".line").dataset.start) / 1000;
  mark();
}

// Other captions come with a new page, which goes on where the viewer is.
function keepTime(event) {
  const link = event.target.closest("a[data-keeps-time]");
  if (!link || !video || !video.currentTime) return;
  const url = new URL(link.href);
  url.searchParams.set("t", video.currentTime.toFixed(2));
  link.href = url;
}

function mark() {
  const now = Math.round(video.currentTime * 1000);
  for (const line of document.querySelectorAll(".lines > .line")) {
    const current = Number(line.dataset.start) <= now && now < Number(line.dataset.end);
    if (current && !line.hasAttribute("aria-current")) {
      line.setAttribute("aria-current", "true");
      follow(line);
    } else if (!current) {
      line.removeAttribute("aria-current");
    }
  }
}

// Only the list scrolls, never the page; and only for those who asked for motion, and not while
// they are in the list themselves.
function follow(line) {
  const list = line.parentElement;
  if (document.documentElement.dataset.motion !== "full" || list.contains(document.activeElement)) return;
  const space = list.getBoundingClientRect();
  const place = line.getBoundingClientRect();
  if (place.top < space.top || place.bottom > space.bottom) {
    list.scrollBy({ top: place.top - space.top - space.height / 3, behavior: "smooth" });
  }
}

// Large buttons for what matters most; captions are one press away.
function play() {
  if (video.paused) video.play();
  else video.pause();
}

function showPlaying() {
  playButton.toggleAttribute("data-playing", !video.paused);
  playButton.querySelector("span").textContent = video.paused ? "Play" : "Pause";
}

function toggleCaptions() {
  const tracks = [...video.textTracks];
  const shown = tracks.filter((track) => track.mode === "showing");
  for (const track of shown) track.mode = "hidden";
  if (!shown.length && tracks.length) tracks[chosenTrack()].mode = "showing";
}

function showCaptionsState() {
  const on = [...video.textTracks].some((track) => track.mode === "showing");
  captionsButton.querySelector("span").textContent = on ? "Hide captions" : "Show captions";
}

function chosenTrack() {
  const elements = [...video.querySelectorAll("track")];
  return Math.max(elements.findIndex((element) => element.default), 0);
}

// The captions of sound without a picture, as the browser would have drawn them.
function writeCaptions() {
  const shown = [...video.textTracks].filter((track) => track.mode === "showing");
  const cues = shown.flatMap((track) => [...(track.activeCues ?? [])]);
  band.replaceChildren(...cues.map((cue) => document.createElement("span")));
  cues.forEach((cue, number) => band.children[number].append(cue.getCueAsHTML()));
}

const band = document.getElementById("caption-band");
const playButton = document.getElementById("play-button");
const captionsButton = document.getElementById("captions-button");

if (video && playButton) {
  playButton.hidden = false;
  playButton.addEventListener("click", play);
  video.addEventListener("play", showPlaying);
  video.addEventListener("pause", showPlaying);
}

if (video && captionsButton) {
  captionsButton.hidden = false;
  captionsButton.addEventListener("click", toggleCaptions);
  video.textTracks.addEventListener("change", showCaptionsState);
  showCaptionsState();
}

if (video && band) {
  band.hidden = false;
  for (const track of video.textTracks) track.addEventListener("cuechange", writeCaptions);
  video.textTracks.addEventListener("change", writeCaptions);
  writeCaptions();
}

document.addEventListener("click", seekFrom);
document.addEventListener("click", keepTime);
if (video) {
  for (const track of video.textTracks) track.addEventListener("cuechange", mark);
  video.addEventListener("seeked", mark);
}
