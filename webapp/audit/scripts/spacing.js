/* Texts that a style attribute holds narrow against the wishes of whoever reads (WCAG 1.4.12). */
() => {
  const PROPERTIES = [
    { rule: "letter-spacing-held", name: "letter-spacing", least: 0.12 },
    { rule: "word-spacing-held", name: "word-spacing", least: 0.16 },
    { rule: "line-height-held", name: "line-height", least: 1.5 },
  ];
  const HANDED_DOWN = { inherit: 1, unset: 1, revert: 1, "revert-layer": 1 };

  const holds = (element, name) => element instanceof HTMLElement
    && element.style.getPropertyPriority(name) === "important"
    && !HANDED_DOWN[element.style.getPropertyValue(name)];

  const holder = (element, name) => {
    for (let each = element; each; each = each.parentElement) if (holds(each, name)) return each;
    return null;
  };

  /* In pixels and in times the size of the letters; what browsers take for 'normal' differs. */
  const measure = (element, name) => {
    const style = getComputedStyle(element);
    const normal = name === "line-height" ? 1.2 * parseFloat(style.fontSize) : 0;
    const given = style.getPropertyValue(name);
    const pixels = given === "normal" ? normal : parseFloat(given);
    return { pixels, times: pixels / parseFloat(style.fontSize) };
  };

  const near = (one, other) => Math.abs(one - other) < 0.005;

  /* A value that is written between the two, or in a style sheet, decides instead. */
  const isHanded = (from, to, name) => {
    const [above, below] = [measure(from, name), measure(to, name)];
    const unitless = /^[\d.]+$/.test(from.style.getPropertyValue(name));
    return near(above.pixels, below.pixels) || (unitless && near(above.times, below.times));
  };

  const boxes = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].filter((box) => box.width > 0);
  };

  const concerns = (text, name) => {
    const words = text.data.trim();
    if (name === "word-spacing") return /\S\s+\S/.test(words);
    if (name === "letter-spacing") return words.length > 1;
    return new Set(boxes(text).map((box) => Math.round(box.top))).size > 1;
  };

  const held = document.querySelectorAll("[style*='important' i]").length > 0;
  if (!held) return [];
  sightline.refresh();
  const faults = new Map();
  const texts = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement;
    if (!text.data.trim()) continue;
    for (const { rule, name, least } of PROPERTIES) {
      const from = holder(element, name);
      if (!from || !isHanded(from, element, name)) continue;
      const shown = measure(element, name).times;
      if (shown > least - 0.0005 || !concerns(text, name)) continue;
      if (!boxes(text).length || !sightline.isOnScreen(element)) continue;
      faults.set(`${rule} ${sightline.selector(from)}`, { from, rule, shown });
    }
  }
  return [...faults.values()].map(({ from, rule, shown }) => ({
    ...sightline.describe(from), rule, values: { shown: Math.round(shown * 1000) / 1000 },
  }));
}
