/* Colours of CSS in numbers, and how they stand out: sightline.colour. */
() => {
  /* Of HTML also where the page is a drawing (SVG) by itself. */
  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas")
    .getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 1;
  const colours = new Map();

  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = "rgba(0, 0, 0, 0)";
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };

  /* Any CSS colour as red, green, blue (0..255) and opacity (0..1). Those of the system, such as
     Canvas, are others where somebody sets her own. */
  const parse = (text) => {
    if (!/^(rgba?|color|hsla?|hwb|lab|lch|oklab|oklch)\(/.test(text)) return read(text);
    if (!colours.has(text)) colours.set(text, read(text));
    return colours.get(text);
  };

  /* A colour as it is seen on an opaque ground. */
  const over = (top, ground) => [0, 1, 2].map((n) => top[n] * top[3] + ground[n] * (1 - top[3])).concat(1);

  /* Relative luminance and contrast (WCAG 2.2) of opaque colours. */
  const light = (colour) => {
    const [red, green, blue] = colour.map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };

  /* The colour behind an element's own; null where a picture or a gradient lies there. */
  const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.backgroundImage !== "none" || style.opacity !== "1" || style.filter !== "none") return null;
      layers.push(parse(style.backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), parse("Canvas"));
  };

  const styleOf = (element) => element.ownerDocument.defaultView.getComputedStyle(element);
  const outer = (element) => element.parentElement || element.getRootNode().host
    || element.ownerDocument.defaultView.frameElement;

  /* Groups that are mixed with what is behind them: letters and ground are no longer apart. */
  const isMixed = (style) => (
    style.opacity !== "1" || style.filter !== "none" || style.mixBlendMode !== "normal"
  );

  /* The colour of an element's letters, and the least contrast that they need (WCAG 1.4.3, 1.4.6);
     null where the colour that is seen is not the one that is set. */
  const letters = (element, strong) => {
    for (let each = element; each; each = outer(each)) if (isMixed(styleOf(each))) return null;
    const style = styleOf(element);
    const drawsItself = /\p{Emoji_Presentation}|\uFE0F/u.test(element.textContent);
    if (drawsItself || style.textShadow !== "none") return null;
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const [small, large] = strong ? [7, 4.5] : [4.5, 3];
    return { colour: parse(style.webkitTextFillColor), least: isLarge ? large : small };
  };

  /* Do something while points of a document also tell of what lets the pointer through. */
  const seeingAll = (within, work) => {
    const sheet = new within.defaultView.CSSStyleSheet();
    sheet.replaceSync("* { pointer-events: auto !important; }");
    within.adoptedStyleSheets = [...within.adoptedStyleSheets, sheet];
    try {
      return work();
    } finally {
      within.adoptedStyleSheets = within.adoptedStyleSheets.filter((each) => each !== sheet);
    }
  };

  /* Paints nothing but its own plain colour. */
  const isPlain = (style) => style.backgroundImage === "none" && style.backdropFilter === "none"
    && !isMixed(style);

  sightline.colour = { parse, over, contrast, ground, letters, seeingAll, isPlain };
}
