/* Takes the letters of an element away, so that what lies beneath them can be seen; without an
   argument they come back. Returns their colour, and the least contrast that they need (WCAG 1.4.3,
   1.4.6), or null where pictures cannot tell: the colour that is seen is not the one that is set. */
(asked) => {
  const FILL = "-webkit-text-fill-color";

  const put = ([element, style]) => {
    element.style.removeProperty(FILL);
    getComputedStyle(element).color; /* before transitions may run again */
    element.setAttribute("style", style ?? "");
    if (style === null) element.removeAttribute("style");
  };

  if (!asked) {
    if (window.sightlineLetters) put(window.sightlineLetters);
    delete window.sightlineLetters;
    return null;
  }

  const element = sightline.find(asked.path);
  const seen = sightline.colour.letters(element, asked.strong);
  if (!seen) return null;

  /* What shows another picture in a moment, or draws by itself. */
  const CHANGES = "video, canvas, iframe, object, embed, img[src$='.gif' i]";
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const places = [[left + 1, top + 1], [right - 1, top + 1], [left + 1, bottom - 1],
    [right - 1, bottom - 1], [(left + right) / 2, (top + bottom) / 2]];
  const stacks = sightline.colour.seeingAll(element.ownerDocument, () => (
    places.map(([x, y]) => element.ownerDocument.elementsFromPoint(x, y))
  ));
  if (stacks.flat().some((each) => each.matches(CHANGES))) return null;

  /* Through glass letters have another colour. */
  const isGlass = (each) => {
    const style = each.ownerDocument.defaultView.getComputedStyle(each);
    const cover = sightline.colour.parse(style.backgroundColor)[3];
    return !element.contains(each) && (!sightline.colour.isPlain(style) || (cover > 0 && cover < 1));
  };
  const isAbove = (_, place, stack) => place < stack.indexOf(element);
  if (stacks.some((stack) => stack.filter(isAbove).some(isGlass))) return null;

  window.sightlineLetters = [element, element.getAttribute("style")];
  element.style.setProperty("transition", "none", "important");
  element.style.setProperty(FILL, "transparent", "important");
  return seen;
}
