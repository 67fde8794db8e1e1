/* From now on sightline.reaction says what the page did with the last key: whether a handler took
   it, or changed the page while it ran. What changes by itself is not counted. */
() => {
  const seen = new MutationObserver(() => {});
  sightline.reaction = "";
  const values = () => [...document.querySelectorAll("input, textarea, select")]
    .map((each) => each.value + each.checked).join();
  const witness = (event) => {
    seen.takeRecords();
    seen.observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
    const before = [document.activeElement, values(), scrollX, scrollY];
    const media = [...document.querySelectorAll("video, audio")].map((each) => each.paused);
    setTimeout(() => {
      const changed = seen.takeRecords().length > 0;
      seen.disconnect();
      const after = [document.activeElement, values(), scrollX, scrollY];
      const plays = [...document.querySelectorAll("video, audio")]
        .some((each, place) => media[place] !== undefined && each.paused !== media[place]);
      const did = event.defaultPrevented || changed || plays
        || after.some((value, place) => value !== before[place]);
      if (did) sightline.reaction = event.key;
    });
  };
  for (const kind of ["keydown", "keypress", "keyup"]) window.addEventListener(kind, witness, true);
}
