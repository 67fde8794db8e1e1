/* Boxes whose content is partly scrolled away, and nothing in them can be focused.
   Some browsers let the Tab key stop there by themselves; others do not. */
() => {
  const SCROLLS = new Set(["auto", "scroll"]);
  const size = (...values) => values.reduce((sum, value) => sum + Number.parseFloat(value), 0);

  /* Space around the content is nothing to be missed. */
  const hides = (box) => {
    const style = getComputedStyle(box);
    const down = box.scrollHeight - box.clientHeight - size(style.paddingTop, style.paddingBottom);
    const across = box.scrollWidth - box.clientWidth - size(style.paddingLeft, style.paddingRight);
    return (SCROLLS.has(style.overflowY) && down > 1) || (SCROLLS.has(style.overflowX) && across > 1);
  };

  const holds = (box) => [...box.querySelectorAll("img, svg, canvas")].some(sightline.isShown)
    || box.innerText.trim() !== "";

  const { everything, isAlive } = sightline.stops;
  sightline.refresh();
  return everything().filter((box) => (
    !box.matches("html, body, textarea, select, input, iframe") && isAlive(box)
    && !box.closest("[aria-hidden=true]")
    && box.tabIndex < 0 && hides(box) && holds(box)
    && !everything(box).some((each) => each.tabIndex >= 0 && isAlive(each))
    && !(box.shadowRoot && everything(box.shadowRoot).some((each) => each.tabIndex >= 0))
  )).map(sightline.describe);
}
