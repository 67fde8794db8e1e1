/* Messages about mistakes that are not read or name no field; things told by their place alone. */
() => {
  const FIELDS = "input:not([type=hidden], [type=submit], [type=reset], [type=button]), select,"
    + " textarea";
  const MARKED = "[id*=error i], [class*=error i], [id*=invalid i], [class*=invalid i]";
  const NAMED = "h1, h2, h3, h4, h5, h6, a, button, label, legend, caption, figcaption, summary,"
    + " [role], [aria-label], [aria-labelledby], nav, form, table, img, iframe, section";
  /* What a word may stand for, though nothing is called by it. */
  const KINDS = {
    menu: ["menu", "menubar", "navigation"], navigation: ["navigation"], button: ["button"],
    form: ["form", "search"], search: ["search", "searchbox"], table: ["table", "grid"],
  };
  const TOLD = /\b(?:find|use|click|press|select|see|open|choose)\b[^.?!]*?\bthe (\w+),? (?:on|to|at) the (?:right|left|top|bottom)\b/iu;

  const tidy = (text) => (text || "").replace(/\s+/g, " ").trim();
  const words = (text) => tidy(text).toLowerCase().match(/\p{L}+/gu) || [];

  const fault = (rule, element, values) => ({ ...sightline.describe(element), rule, values });

  const messages = () => sightline.all(MARKED).filter((each) => (
    !each.matches(`${FIELDS}, form, body, html`) && !each.querySelector(FIELDS)
    && words(each.textContent).length > 2 && sightline.isOnScreen(each)
  ));

  const isReadElsewhere = (message) => [...document.querySelectorAll("[role], [aria-live], p")]
    .some((each) => each !== message && !message.contains(each) && sightline.isRead(each)
      && tidy(each.textContent) === tidy(message.textContent));

  const isReferredTo = (message) => message.id !== "" && sightline.all(
    "[aria-describedby], [aria-errormessage]",
  ).some((each) => ["aria-describedby", "aria-errormessage"].some((name) => (
    (each.getAttribute(name) || "").split(/\s+/).includes(message.id)
  )));

  /* A sentence about 'the field' in a form of several, beside none of them. */
  const namesNone = (message) => {
    const said = words(message.textContent);
    const form = message.closest("form");
    if (!form || !said.some((word) => /^(field|value|input|entry|feld|eingabe)$/u.test(word))) {
      return false;
    }
    const names = [...form.querySelectorAll(FIELDS)].map((field) => words(sightline.name(field)));
    const beside = message.parentElement.querySelectorAll(FIELDS).length;
    return names.length > 1 && beside !== 1 && !isReferredTo(message)
      && !names.flat().some((word) => word.length > 2 && said.includes(word));
  };

  const isCalled = (thing) => sightline.all(NAMED).some((each) => (
    sightline.isRead(each) && (KINDS[thing].includes(sightline.role(each))
      || words(sightline.name(each)).includes(thing))
  ));

  const places = () => sightline.all("p, li, dd, td, div").flatMap((each) => {
    const own = [...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const [, thing] = TOLD.exec(tidy(own.map((node) => node.data).join(" "))) || [];
    const word = (thing || "").toLowerCase();
    if (!KINDS[word] || !sightline.isOnScreen(each) || !sightline.isRead(each)) return [];
    return isCalled(word) ? [] : [fault("told-by-place-alone", each, { thing: word })];
  });

  sightline.refresh();
  return [
    ...messages().flatMap((each) => {
      const values = { text: tidy(each.textContent).slice(0, 120) };
      if (!sightline.isRead(each)) {
        return isReadElsewhere(each) ? [] : [fault("error-not-read", each, values)];
      }
      return namesNone(each) ? [fault("error-names-no-field", each, values)] : [];
    }),
    ...places(),
  ];
}
