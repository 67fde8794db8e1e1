/* Contrast of what is no text (WCAG 1.4.11): edges of fields, icons that stand alone. Colours are
   computed as they lie over each other; over pictures and gradients nobody can compute them.
   Those are told of whose contrast is under `least`. */
(least) => {
  sightline.refresh();
  const { parse, over, contrast, ground } = sightline.colour;

  const weak = (element, best) => (
    best < least ? { ...sightline.describe(element), contrast: best } : null
  );

  const SIDES = ["Top", "Right", "Bottom", "Left"];
  const border = (style, behind) => Math.max(1, ...SIDES
    .filter((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none")
    .map((side) => contrast(over(parse(style[`border${side}Color`]), behind), behind)));

  const isDrawnByBrowser = (element, style) => element.matches("[type=checkbox], [type=radio], [type=color], [type=file], select, [type=date]")
    && style.appearance !== "none";

  const fields = [...document.querySelectorAll("input:not([type=hidden], [type=submit], [type=button], [type=image], [type=range]), textarea, select")]
    .filter((element) => sightline.isShown(element) && !element.disabled)
    .map((element) => {
      const style = getComputedStyle(element);
      const behind = element.parentElement && ground(element.parentElement);
      const inside = ground(element);
      if (!behind || !inside || isDrawnByBrowser(element, style)) return null;
      const best = Math.max(border(style, behind), contrast(inside, behind));
      return weak(element, best);
    })
    .filter(Boolean);

  const painted = (style) => (style.fill !== "none" && parse(style.fill)[3] > 0 ? [style.fill] : [])
    .concat(style.stroke !== "none" && parse(style.stroke)[3] > 0 ? [style.stroke] : []);
  const icons = [...document.querySelectorAll("button svg, a svg, [role=button] svg, svg[role=img]")]
    .filter((svg) => sightline.isShown(svg) && !svg.closest("button, a, [role=button], svg[role=img]")
      ?.innerText?.trim() && !svg.closest(":disabled, [aria-disabled=true]"))
    .map((svg) => {
      const behind = ground(svg);
      if (!behind) return null;
      const colours = [...svg.querySelectorAll("path, rect, circle, line, polyline, polygon, use")]
        .flatMap((shape) => painted(getComputedStyle(shape)));
      if (!colours.length) return null;
      const best = Math.max(...colours.map((colour) => contrast(over(parse(colour), behind), behind)));
      return weak(svg.closest("button, a, [role=button]") || svg, best);
    })
    .filter(Boolean);

  const ring = (element) => {
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || !parseFloat(style.outlineWidth)) return null;
    const behind = element.parentElement && ground(element.parentElement);
    if (!behind) return null;
    const colour = style.outlineColor === "auto" ? null : parse(style.outlineColor);
    return colour && contrast(over(colour, behind), behind);
  };
  /* What is neither in the order of Tab nor told to anybody is for a pointer: no focus comes to it. */
  const isForPointer = (element) => element.tabIndex < 0 && element.closest("[aria-hidden=true]");
  const kinds = new Map();
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
    if (!sightline.isShown(element) || element.disabled || isForPointer(element)) continue;
    const kind = `${element.localName}.${element.className}.${element.parentElement?.className}`;
    if (!kinds.has(kind)) kinds.set(kind, element);
  }
  const focused = document.activeElement;
  const rings = [...kinds.values()].slice(0, 60).map((element) => {
    element.focus({ preventScroll: true, focusVisible: true });
    if (document.activeElement !== element || getComputedStyle(element).boxShadow !== "none") return null;
    const found = ring(element);
    return found && weak(element, found);
  }).filter(Boolean);
  if (focused && focused !== document.body) focused.focus({ preventScroll: true });
  else document.activeElement?.blur?.();
  return { fields, icons, rings };
}
