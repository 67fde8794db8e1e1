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
  const styleOf = (each) => each.ownerDocument.defaultView.getComputedStyle(each);
  const outer = (each) => each.parentElement || each.getRootNode().host
    || each.ownerDocument.defaultView.frameElement;

  /* Groups that are mixed with what is behind them: letters and ground are no longer apart. */
  const isMixed = (style) => (
    style.opacity !== "1" || style.filter !== "none" || style.mixBlendMode !== "normal"
  );
  for (let each = element; each; each = outer(each)) if (isMixed(styleOf(each))) return null;

  /* What shows another picture in a moment, or draws by itself. */
  const CHANGES = "video, canvas, iframe, object, embed, img[src$='.gif' i]";
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const places = [[left + 1, top + 1], [right - 1, top + 1], [left + 1, bottom - 1],
    [right - 1, bottom - 1], [(left + right) / 2, (top + bottom) / 2]];
  const beneath = places.flatMap(([x, y]) => element.ownerDocument.elementsFromPoint(x, y));
  if (beneath.some((each) => each.matches(CHANGES))) return null;

  const style = styleOf(element);
  const drawsItself = /\p{Emoji_Presentation}|\uFE0F/u.test(element.textContent);
  if (drawsItself || style.textShadow !== "none") return null;

  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const [small, large] = asked.strong ? [7, 4.5] : [4.5, 3];
  const seen = {
    colour: sightline.colour.parse(style.webkitTextFillColor),
    least: isLarge ? large : small,
  };
  window.sightlineLetters = [element, element.getAttribute("style")];
  element.style.setProperty("transition", "none", "important");
  element.style.setProperty(FILL, "transparent", "important");
  return seen;
}
