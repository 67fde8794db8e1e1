// Where another look comes with a new page (../look.js), the video goes on there where it was, and
// plays if it played.

const LEFT = "look-left";

export function start(stage) {
  takeUp(stage);
  stage.listen(document, "submit", ({ target, defaultPrevented }) => {
    const quick = target.closest(".quick");
    if (quick && !defaultPrevented) leave(stage, quick.id);
  });
}

function leave({ video }, switched) {
  const now = [location.pathname, video.currentTime, !video.paused, video.muted, scrollY, switched];
  sessionStorage.setItem(LEFT, JSON.stringify(now));
}

function takeUp({ video }) {
  const [path, time, played, muted, scrolled, switched] = JSON.parse(sessionStorage.getItem(LEFT) ?? "[]");
  sessionStorage.removeItem(LEFT);
  if (path !== location.pathname) return;
  video.currentTime = time;
  video.muted = muted;
  if (played) video.play().catch(() => {}); // some browsers want a press first
  scrollTo(0, scrolled);
  document.querySelector(`#${switched} summary`).focus({ preventScroll: true });
}
