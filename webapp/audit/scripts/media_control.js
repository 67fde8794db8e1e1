/* Whether a button of the page stops or silences the media behind a selector: each is pressed.
   Buttons that nobody sees, or that have no name, are none. */
(selector) => {
  sightline.refresh();
  const media = document.querySelector(selector);
  const state = () => `${media.paused} ${media.muted} ${media.volume}`;
  const onPage = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.right + scrollX > 0 && box.bottom + scrollY > 0;
  };
  const pressable = [...document.querySelectorAll("button, [role=button], input[type=button]")].filter(
    (each) => sightline.isShown(each) && onPage(each) && !each.closest("[aria-hidden=true]")
      && !each.form && sightline.name(each),
  );
  return pressable.some((button) => {
    const before = state();
    button.click();
    return state() !== before;
  });
}
