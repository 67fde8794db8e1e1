/* From now on sightline.reaction says what the page did with the last key: whether a handler took
   it, or changed the page while it ran. What changes by itself is not counted. */
() => {
  let changed = false;
  const seen = new MutationObserver(() => { changed = true; });
  sightline.reaction = "";
  const values = () => [...document.querySelectorAll("input, textarea, select")]
    .map((each) => each.value + each.checked).join();
  const state = () => [
    document.activeElement, scrollX, scrollY, values(),
    [...document.querySelectorAll("video, audio")].map((each) => each.paused).join(),
  ];
  let waiting = null;
  const witness = (event) => {
    if (waiting) return waiting.push(event);
    const events = [event];
    waiting = events;
    changed = false;
    seen.observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
    const before = state();
    return setTimeout(() => {
      waiting = null;
      changed ||= seen.takeRecords().length > 0;
      seen.disconnect();
      const did = changed || events.some((each) => each.defaultPrevented)
        || state().some((value, place) => value !== before[place]);
      if (did) sightline.reaction = event.key;
    });
  };
  for (const kind of ["keydown", "keypress", "keyup"]) window.addEventListener(kind, witness, true);
}
