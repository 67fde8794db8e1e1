/* How each stop of the Tab key looks with the focus and without it, grouped by likeness, and what
   lies over it. Leaves the focus nowhere. */
() => {
  const LOOKS = [
    "outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderTopColor",
    "borderTopWidth", "borderBottomColor", "borderBottomWidth", "backgroundColor", "color",
    "textDecorationLine", "textDecorationColor", "textDecorationThickness", "transform", "opacity",
  ];
  const TYPED = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], "
    + "[type=reset], [type=range], [type=color], [type=file], [type=image]), textarea, "
    + "[contenteditable=''], [contenteditable=true], [contenteditable=plaintext-only]";
  document.documentElement.style.scrollBehavior = "auto";
  sightline.refresh();

  const look = (element) => {
    const style = getComputedStyle(element);
    return Object.fromEntries(LOOKS.map((name) => [name, style[name]]));
  };

  const isPainted = (colour) => sightline.colour.parse(colour)[3] > 0;

  const isRinged = (style) => style.outlineStyle !== "none" && isPainted(style.outlineColor)
    && Number.parseFloat(style.outlineWidth) >= 1;

  /* A box around it that cuts off what is painted outside of the element. */
  const isCut = (element) => {
    const box = element.getBoundingClientRect();
    for (let around = element.parentElement; around; around = around.parentElement) {
      const style = getComputedStyle(around);
      const edge = around.getBoundingClientRect();
      if (around !== document.body && around !== document.documentElement
        && style.overflow !== "visible" && (box.left - edge.left < 3 || box.top - edge.top < 3
        || edge.right - box.right < 3 || edge.bottom - box.bottom < 3)) return true;
    }
    return false;
  };

  const isSolid = (element) => {
    const style = getComputedStyle(element);
    if (Number.parseFloat(style.opacity) < 1 || style.visibility !== "visible") return false;
    return element.matches("img, video, canvas, iframe") || style.backgroundImage !== "none"
      || /^rgb\(/.test(style.backgroundColor);
  };

  const composedContains = (one, other) => {
    for (let each = other; each; each = each.parentNode || each.host) if (each === one) return true;
    return false;
  };

  /* What is painted over a point of the element, such as a head of the page that stays. */
  const over = (element, x, y) => {
    const stack = document.elementsFromPoint(x, y);
    for (const each of stack) {
      if (composedContains(each, element) || composedContains(element, each)) return null;
      if (isSolid(each)) return each;
    }
    return null;
  };

  const CLEAR = 3;  // WCAG 1.4.11

  /* Whether a ring is sure to be seen without a picture of it: its colour stands out from a plain
     ground, nothing thins, clips or bends it, and nothing but what it lies in is painted there. */
  const isSeen = (element) => {
    const style = getComputedStyle(element);
    const { parse, over: on, contrast, ground } = sightline.colour;
    const behind = element.parentElement && ground(element.parentElement);
    if (!behind || contrast(on(parse(style.outlineColor), behind), behind) < CLEAR) return false;
    for (let each = element; each; each = each.parentElement) {
      const { clipPath, maskImage, transform, contain, opacity, filter } = getComputedStyle(each);
      if (clipPath !== "none" || maskImage !== "none" || transform !== "none" || contain !== "none"
        || opacity !== "1" || filter !== "none") return false;
    }
    const out = Number.parseFloat(style.outlineOffset) + Number.parseFloat(style.outlineWidth) / 2;
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const edges = [
      [left - out, top + height / 2], [right + out, top + height / 2],
      [left + width / 2, top - out], [left + width / 2, bottom + out],
    ];
    return edges.every(([x, y]) => {
      const at = document.elementFromPoint(x, y);
      return at && composedContains(at, element);
    });
  };

  const points = (box) => [0.02, 0.5, 0.98].flatMap((across) => [0.05, 0.5, 0.95].map((down) => (
    [box.left + box.width * across, box.top + box.height * down]
  ))).filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);

  /* The one thing that hides all of it; null where some of it can be seen. */
  const hider = (element) => {
    const boxes = [...element.getClientRects()].filter((box) => box.width > 3 && box.height > 3);
    const shown = boxes.flatMap(points);
    const covers = shown.map(([x, y]) => over(element, x, y));
    return shown.length && covers.every(Boolean) ? covers[0] : null;
  };

  const stops = sightline.stops.tabbable();
  const found = [];
  for (const element of stops) {
    if (!sightline.stops.isAlive(element)) continue;
    sightline.stops.deepest()?.blur();
    const before = look(element);
    element.focus();
    if (sightline.stops.deepest() !== element) continue;
    const after = look(element);
    const changed = LOOKS.filter((name) => before[name] !== after[name]);
    const ringed = isRinged(after) && !isRinged(before) && !isCut(element);
    const box = element.getBoundingClientRect();
    const hidden = hider(element);
    const tall = box.height > innerHeight - 8 && box.width > innerWidth - 8;
    found.push({
      number: sightline.stops.number(element), ringed, seen: ringed && isSeen(element), tall,
      typed: element.matches(TYPED), framed: element.matches("iframe, object, embed"),
      alike: [
        element.localName, element.type || "", element.className, element.parentElement?.className,
        ringed, changed.join(), after.outlineStyle,
      ].join("|"),
      hidden: hidden && { ...sightline.describe(element), by: sightline.describe(hidden).key },
    });
  }
  sightline.stops.deepest()?.blur();
  return found;
}
