/* Parts to open that are called nothing, names on elements that have none, and labels that are not
   in the name of what they stand on. */
() => {
  /* WAI-ARIA 1.2: naming is prohibited. For the elements below axe has no role. */
  const NAMELESS = {
    caption: 1, code: 1, deletion: 1, emphasis: 1, generic: 1, insertion: 1, mark: 1, none: 1,
    paragraph: 1, presentation: 1, strong: 1, subscript: 1, superscript: 1,
  };
  const PLAIN = {
    b: "generic", bdi: "generic", bdo: "generic", data: "generic", div: "generic", i: "generic",
    pre: "generic", q: "generic", samp: "generic", small: "generic", span: "generic", u: "generic",
    p: "paragraph", code: "code", del: "deletion", s: "deletion", ins: "insertion", em: "emphasis",
    mark: "mark", strong: "strong", sub: "subscript", sup: "superscript",
  };
  const NAMING = ["aria-label", "aria-labelledby", "aria-braillelabel"];
  const DESCRIBING = ["aria-roledescription", "aria-brailleroledescription"];
  const BY_CONTENT = "button, a[href], summary, [role=button], [role=link], [role=menuitem],"
    + " [role=menuitemcheckbox], [role=menuitemradio], [role=option], [role=radio], [role=switch],"
    + " [role=tab], [role=treeitem], [role=checkbox]";

  const fault = (element, rule, values = {}) => ({ ...sightline.describe(element), rule, values });

  const isEmpty = (element) => !sightline.name(element)
    && !(element.textContent || "").trim() && !element.querySelector("img[alt], svg title");

  const summaries = () => sightline.all("details > summary").filter((summary) => {
    const first = [...summary.parentElement.children].find((each) => each.localName === "summary");
    const role = summary.getAttribute("role") || "none";
    return summary === first && NAMELESS[role] && sightline.isRead(summary) && isEmpty(summary);
  });

  /* An attribute that is forbidden on it cannot bring back a role that was taken away. */
  const roleOf = (element) => {
    const given = (element.getAttribute("role") || "").trim();
    if ((given === "none" || given === "presentation") && element.tabIndex < 0) return given;
    return sightline.role(element) || (given ? "" : PLAIN[element.localName] || "");
  };

  const forbidden = (element) => {
    const role = roleOf(element);
    if (!NAMELESS[role]) return null;
    const names = role === "none" || role === "presentation" || role === "generic"
      ? [...NAMING, ...DESCRIBING] : NAMING;
    const attribute = names.find((name) => (element.getAttribute(name) || "").trim());
    return attribute && sightline.isRead(element) ? { attribute, role } : null;
  };

  const notRead = () => sightline.all([...NAMING, ...DESCRIBING].map((name) => `[${name}]`).join())
    .map((element) => ({ element, values: forbidden(element) }))
    .filter(({ values }) => values)
    .map(({ element, values }) => fault(element, "name-not-read", values));

  /* Words as speech input compares them: no signs, no case, no words in brackets. */
  const spoken = (text) => text.normalize("NFKC").toLowerCase()
    .replace(/[([{][^)\]}]*[)\]}]/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  const contains = (whole, part) => ` ${whole} `.includes(` ${part} `);

  /* Words for screen readers alone, in a box of a pixel: what is seen cannot be told from them. */
  const hidesText = (element) => [...element.querySelectorAll("*")].filter(hasText)
    .some((each) => {
      const { width, height } = each.getBoundingClientRect();
      return each.checkVisibility() && (width <= 1 || height <= 1 || !sightline.isOnScreen(each));
    });

  /* One letter is a sign as a rule: the cross that closes, B for bold. */
  const isSaid = (seen) => /\p{L}/u.test(seen) && [...seen].length > 1;

  const labels = () => sightline.all(BY_CONTENT)
    .filter((each) => each.hasAttribute("aria-label") || each.hasAttribute("aria-labelledby"))
    .filter(sightline.isOnScreen)
    .flatMap((element) => {
      const seen = (element.innerText || "").replace(/\s+/g, " ").trim();
      const name = sightline.name(element);
      const [shown, called] = [spoken(seen), spoken(name)];
      if (hidesText(element)) return [];
      if (!isSaid(shown) || !called || contains(called, shown) || isDrawn(element)) return [];
      return [fault(element, "label-not-in-name", { seen, name })];
    });

  /* Fonts of icons write a word or a letter that nobody sees as such. */
  const hasText = (element) => [...element.childNodes].some((node) => (
    node.nodeType === Node.TEXT_NODE && node.data.trim() !== ""
  ));

  const isDrawn = (element) => [element, ...element.querySelectorAll("*")].filter(hasText)
    .some((each) => /icon|symbol|awesome/i.test(getComputedStyle(each).fontFamily));

  sightline.refresh();
  return [
    ...summaries().map((summary) => fault(summary, "summary-without-name")),
    ...notRead(),
    ...labels(),
  ];
}
