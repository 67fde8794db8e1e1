/* How many stops a walk will have. From now on it is counted when a script moves the focus, and
   noted until when the short timers will have rung that are set meanwhile. */
() => {
  const LONG_MS = 500;
  const stops = sightline.stops.tabbable();
  const inOrder = [
    ...stops.filter((each) => each.tabIndex > 0).sort((one, other) => one.tabIndex - other.tabIndex),
    ...stops.filter((each) => each.tabIndex === 0),
  ];
  /* What comes or shows only meanwhile may have been passed before it was there. */
  sightline.stops.shown = new WeakSet(sightline.stops.everything().filter(sightline.isShown));
  sightline.stops.moves = 0;
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function focusAndCount(...how) {
    sightline.stops.moves += 1;
    return focus.apply(this, how);
  };
  sightline.stops.focus = (element) => focus.call(element);
  const later = window.setTimeout;
  sightline.stops.until = 0;
  window.setTimeout = function setTimeoutAndNote(work, ms = 0, ...given) {
    if (ms <= LONG_MS) sightline.stops.until = Math.max(sightline.stops.until, performance.now() + ms);
    return later.call(window, work, ms, ...given);
  };
  const several = stops.filter((each) => each.matches(
    "audio, video, iframe, embed, object, input:is([type=date], [type=time], [type=datetime-local], "
    + "[type=month], [type=week])",
  ));
  return {
    stops: stops.length, several: several.length,
    first: inOrder.length ? sightline.stops.number(inOrder[0]) : -1,
    last: inOrder.length ? sightline.stops.number(inOrder.at(-1)) : -1,
  };
}
