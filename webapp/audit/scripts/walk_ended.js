/* Whether a script has moved the focus since the walk began, or did once the timers had rung that
   were set meanwhile. Without scripts nothing did. */
async () => {
  const { until, stopNoting } = sightline.stops;
  stopNoting?.();
  const left = Math.max(0, until - performance.now());
  const frame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
  if (!matchMedia("(scripting: none)").matches) {
    await new Promise((done) => { setTimeout(done, left); });
    await frame();
  }
  return sightline.stops.moves > 0;
}
