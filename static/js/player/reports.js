// Reporting a caption in a dialog: what plays stops, and goes on after it. Without scripts, the
// same links lead to the form's own page.

import { mediaMs } from "./media-time.js";

export function start(stage) {
  const dialog = document.getElementById("report-dialog");
  const link = document.getElementById("report-link");
  if (!dialog || !link) return;
  let wasPlaying = false;

  async function open(href, ms) {
    const url = new URL(href, location.href);
    url.searchParams.set("t", Math.round(ms));
    wasPlaying = !stage.video.paused;
    stage.video.pause();
    await htmx.ajax("GET", url.pathname + url.search, { target: dialog, swap: "innerHTML" });
    if (dialog.childElementCount && !dialog.open) dialog.showModal();
  }

  stage.listen(document, "click", (event) => {
    const asked = event.target.closest("#report-link, .line-report");
    if (!asked || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const line = asked.closest(".line");
    open(asked.href, line ? line.dataset.start : mediaMs(stage));
  });
  stage.obey("report", () => open(link.href, mediaMs(stage)));
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    if (wasPlaying) stage.video.play();
  });
}
