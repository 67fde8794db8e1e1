/* Which of these elements (paths) have letters that are sure to stand out, as told by styles alone:
   wherever a letter is seen, nothing but plain colours lies beneath it. Of the others nothing is
   said. The page is left as it was, wherever it was scrolled to. */
({ paths, strong }) => {
  const { parse, over, contrast, letters, seeingAll, isPlain } = sightline.colour;
  const EVERY = 24;  // CSS pixels between two points of a line of text
  const MOST_LINES = 20;
  const DRAWN = "img, video, canvas, svg, iframe, object, embed";

  const paints = (style) => !isPlain(style) || parse(style.backgroundColor)[3] > 0;

  const drawsBeside = (element) => ["::before", "::after"].some((part) => {
    const style = getComputedStyle(element, part);
    return style.content !== "none" && style.position !== "static" && paints(style);
  });

  const isSteady = (element, style) => isPlain(style) && !element.matches(DRAWN)
    && !drawsBeside(element) && !element.getAnimations().length;

  /* The colour beneath one point of an element; null where that is not sure, "hidden" where
     something opaque covers the element there, or where it is cut off. */
  const groundAt = (element, x, y) => {
    const stack = document.elementsFromPoint(x, y);
    const place = stack.indexOf(element);
    if (place < 0) return "hidden";
    for (const each of stack.slice(0, place).filter((above) => !element.contains(above))) {
      const style = getComputedStyle(each);
      if (!isSteady(each, style)) return null;
      const cover = parse(style.backgroundColor)[3];
      if (cover === 1) return "hidden";
      if (cover > 0) return null;
    }
    const layers = [];
    for (const each of stack.slice(place)) {
      const style = getComputedStyle(each);
      if (!isSteady(each, style)) return null;
      layers.push(parse(style.backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    const page = [document.body, document.documentElement].map((each) => getComputedStyle(each));
    if (!page.every(isPlain)) return null;
    layers.push(...page.map((style) => parse(style.backgroundColor)));
    return layers.reverse().reduce((below, layer) => over(layer, below), parse("Canvas"));
  };

  const linesOf = (element) => [...element.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
    .flatMap((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()];
    })
    .filter((line) => line.width >= 1 && line.height >= 1);

  const pointsOf = ({ left, right, top, bottom }) => {
    const steps = Math.max(2, Math.ceil((right - left) / EVERY));
    const across = Array.from({ length: steps + 1 }, (_, step) => (
      left + 0.5 + ((right - left - 1) * step) / steps
    ));
    return across.flatMap((x) => [top + 0.5, (top + bottom) / 2, bottom - 0.5].map((y) => [x, y]));
  };

  const isInWindow = ([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;

  /* One that is larger than the window is seen piece by piece. */
  const groundsOf = (element) => {
    const grounds = [];
    for (const end of ["center", "start", "end"]) {
      element.scrollIntoView({ block: end, inline: end, behavior: "instant" });
      const lines = linesOf(element);
      if (lines.length > MOST_LINES) return [];
      const points = lines.flatMap(pointsOf);
      points.forEach(([x, y], at) => {
        if (isInWindow([x, y])) grounds[at] ??= groundAt(element, x, y);
      });
      if (points.every((_, at) => grounds[at] !== undefined)) return grounds;
    }
    return [];
  };

  const standsOut = (element) => {
    const asked = letters(element, strong);
    if (!asked) return false;
    const seen = groundsOf(element).filter((ground) => ground !== "hidden");
    return seen.length > 0 && seen.every((ground) => (
      ground && contrast(over(asked.colour, ground), ground) >= asked.least
    ));
  };

  const scrolled = [...document.querySelectorAll("*")]
    .filter((each) => each.scrollLeft || each.scrollTop || each.scrollWidth > each.clientWidth
      || each.scrollHeight > each.clientHeight)
    .map((each) => [each, each.scrollLeft, each.scrollTop]);
  const told = seeingAll(document, () => paths.map((path) => {
    const element = path.length === 1 && sightline.find(path);
    return Boolean(element && element.ownerDocument === document) && standsOut(element);
  }));
  for (const [each, left, top] of scrolled) each.scrollTo({ left, top, behavior: "instant" });
  return told;
}
