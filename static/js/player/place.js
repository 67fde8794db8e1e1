// The viewer's place: kept while she watches, and offered again. Of whoever is logged in the server
// keeps it; of others only their own browser does. The server has the same rule (models/place.py).

import { Places } from "../places.js";
import { goTo, mediaMs } from "./media-time.js";

const EVERY_MS = 15_000;

export function start(stage) {
  const offer = document.getElementById("place-offer");
  if (!offer) return;
  const { url, media, length, person } = offer.dataset;
  const places = new Places();
  let last = 0;
  let moved = false;

  function keep() {
    if (!moved) return;
    moved = false;
    last = Date.now();
    const at = Math.round(mediaMs(stage));
    if (person === undefined) places.keep(media, at, Number(length));
    else navigator.sendBeacon(url, new URLSearchParams({ at, csrf_token: stage.element.dataset.token }));
  }

  stage.listen(stage.video, "timeupdate", () => {
    if (stage.video.paused) return;
    moved = true;
    if (Date.now() - last >= EVERY_MS) keep();
  });
  stage.listen(stage.video, "pause", keep);
  stage.listen(window, "pagehide", keep);
  stage.whenOver(keep);
  stage.listen(document, "visibilitychange", () => { if (document.hidden) keep(); });

  const go = document.getElementById("place-go-on");
  const fromStart = document.getElementById("place-from-start");
  const kept = person === undefined && !new URL(location.href).searchParams.has("t") ? places.of(media) : null;
  if (kept) {
    go.dataset.at = kept;
    go.querySelector("span").textContent = go.dataset.words.replace("{time}", clock(kept));
    offer.hidden = false;
  }
  for (const [link, ms] of [[go, () => Number(go.dataset.at)], [fromStart, () => 0]]) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      goTo(stage, ms());
      stage.video.play();
      document.getElementById("play-button")?.focus();
      offer.hidden = true;
    });
  }
}

function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
}
