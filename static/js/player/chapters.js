// Chapters: links that seek in place, and a mark on the one that is playing.

import { goTo, mediaMs } from "./media-time.js";

export function start(stage) {
  const { video } = stage;
  const links = [...document.querySelectorAll("a.chapter")];
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      goTo(stage, link.dataset.start);
    });
  }
  const mark = () => {
    const now = Math.round(mediaMs(stage));
    const current = links.findLast((link) => link.dataset.start <= now);
    for (const link of links) {
      if (link !== current) link.removeAttribute("aria-current");
      else if (!link.ariaCurrent) link.setAttribute("aria-current", "true");
    }
  };
  if (!links.length) return;
  for (const name of ["timeupdate", "seeking"]) stage.listen(video, name, mark);
  if (video.played.length) mark();
}
