/* How many words of the main part are shown now, and those whose contrast on white is under
   `least`. Printers leave out the ground, unless a page insists on it. */
(least) => {
  sightline.refresh();
  const { parse, over, contrast } = sightline.colour;
  const paper = parse("white");
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
  const pale = [...colours]
    .map(([color, { holder, text }]) => (
      { holder, text: text.slice(0, 60), contrast: contrast(over(parse(color), paper), paper) }
    ))
    .filter((each) => each.contrast < least && !keepsGround(each.holder))
    .map(({ holder, ...said }) => ({ ...sightline.describe(holder), ...said }));
  return { words, pale };
}
