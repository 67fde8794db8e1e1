/* Words of the main part that are shown now, and how dark they are on white. Printers leave out the
   ground, unless a page insists on it. */
() => {
  sightline.refresh();
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 1;
  const light = (colour) => {
    canvas.fillStyle = "white";
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const keepsGround = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.printColorAdjust === "exact" || style.webkitPrintColorAdjust === "exact") return true;
    }
    return false;
  };
  const main = document.querySelector("main, [role=main]") || document.body;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const colours = new Map();
  let words = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim();
    const holder = node.parentElement;
    if (!text || holder.closest("script, style, noscript, template, select, button, form, nav, video, audio")) continue;
    if (!sightline.isShown(holder)) continue;
    words += text.split(/\s+/).length;
    const { color } = getComputedStyle(holder);
    if (!colours.has(color)) colours.set(color, { holder, text });
  }
  const texts = [...colours].filter(([, { holder }]) => !keepsGround(holder))
    .map(([color, { holder, text }]) => ({
      ...sightline.describe(holder), text: text.slice(0, 60), contrast: 1.05 / (light(color) + 0.05),
    }));
  return { words, texts };
}
