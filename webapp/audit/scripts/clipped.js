/* Texts of which a part is cut off by an ancestor, where nobody can scroll to the rest. Text in a
   link is a title of what the link leads to, and whole there. */
() => {
  sightline.refresh();
  const SLACK = 2;  // pixels; lines are rounded
  const HIDDEN_SIZE = 4;  // pixels; smaller boxes hold text for screen readers alone
  const cuts = (value) => value === "hidden" || value === "clip";
  const scrolls = (value) => value === "auto" || value === "scroll";

  const textBox = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
  };

  /* The box in which text is seen has no border and no scroll bar. */
  const inner = (element) => {
    const box = element.getBoundingClientRect();
    const left = box.left + element.clientLeft;
    const top = box.top + element.clientTop;
    return { left, top, right: left + element.clientWidth, bottom: top + element.clientHeight };
  };

  const cutter = (node) => {
    const text = textBox(node);
    if (text.width < 1 || text.height < 1) return null;
    let x = true;
    let y = true;
    let position = "";
    for (let each = node.parentElement; each && each !== document.body && (x || y); each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.position === "fixed" || style.display === "inline") { position = style.position; continue; }
      if (scrolls(style.overflowX)) x = false;
      if (scrolls(style.overflowY)) y = false;
      const box = inner(each);
      if (cuts(style.overflowX) || cuts(style.overflowY)) {
        if (box.right - box.left <= HIDDEN_SIZE || box.bottom - box.top <= HIDDEN_SIZE) return null;
        const besides = text.right <= box.left || text.bottom <= box.top || text.left >= box.right + 2000;
        if (besides) return null;
        const sideways = x && cuts(style.overflowX)
          && (text.right > box.right + SLACK || text.left < box.left - SLACK);
        const upright = y && cuts(style.overflowY)
          && (text.bottom > box.bottom + SLACK || text.top < box.top - SLACK);
        if (sideways || upright) return each;
      }
      if (position === "fixed") return null;
    }
    return null;
  };

  const whole = new Set();
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || !holder || holder.closest("[aria-hidden=true], a, svg, select, option, video, audio, script, style, noscript, [inert]")) continue;
    if (!sightline.isShown(holder)) continue;
    const by = cutter(node);
    const text = node.data.trim().replace(/\s+/g, " ");
    if (!by) whole.add(text);
    else if (!found.has(by)) found.set(by, text);
  }
  /* What stands whole elsewhere is not lost. */
  return [...found].filter(([, text]) => !whole.has(text)).map(([element, text]) => ({
    ...sightline.describe(element),
    text: text.slice(0, 60),
    link_beside: Boolean(element.parentElement?.querySelector(":scope > a[href], :scope > p > a[href], :scope > button, :scope > details")),
  }));
}
