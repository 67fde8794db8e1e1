// How long a viewer waits for the first picture when she starts a video: told once for a page, in
// coarse steps and about nobody, and not where her browser asks not to be counted.

const STEPS_S = [0.5, 1, 2, 5];
const told = new Set();

export function start(stage) {
  const { video, element } = stage;
  const url = element.dataset.starting;
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  let asked = 0;
  stage.listen(video, "play", () => { asked ||= performance.now(); });
  stage.listen(video, "playing", () => {
    if (!asked || told.has(url)) return;
    told.add(url);
    const waited = (performance.now() - asked) / 1000;
    const step = STEPS_S.find((most) => waited <= most) ?? "more";
    navigator.sendBeacon(url, new URLSearchParams({ waited: step, csrf_token: element.dataset.token }));
  });
}
