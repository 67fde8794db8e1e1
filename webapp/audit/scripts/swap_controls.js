/* Controls with which htmx changes the page when somebody works them, one of each kind.
   `writes` is whether those that change something on the server may be driven. */
(writes) => {
  const { number, isAlive, everything } = sightline.stops;
  const VERBS = ["get", "post", "put", "patch", "delete"];
  const own = (element, name) => element.getAttribute(`hx-${name}`)
    ?? element.getAttribute(`data-hx-${name}`);

  const asked = (element) => {
    const verb = VERBS.find((each) => own(element, each) !== null);
    if (verb) return { verb, address: own(element, verb) };
    const boosted = element.closest("[hx-boost=true], [data-hx-boost=true]");
    const plain = element.matches("a[href]:not([target], [download])") && boosted
      && element.origin === location.origin && !element.getAttribute("href").startsWith("#");
    return plain && !/log-?out|sign-?out/i.test(element.href)
      ? { verb: "get", address: element.getAttribute("href"), boosted: true } : null;
  };

  /* What comes by itself is not driven: it loads, polls, or waits to be seen. */
  const byItself = (element) => /load|every|intersect|revealed|sse|from:/.test(own(element, "trigger") || "");

  const way = (element) => {
    const trigger = own(element, "trigger") || "";
    if (element.matches("form")) return "submit";
    if (/keyup|input/.test(trigger) || element.matches("textarea, input:is(:not([type]), [type=text], [type=search])")) return "type";
    if (element.matches("select, input:is([type=checkbox], [type=radio])")) return "change";
    return element.matches("a, button, [role=button], [tabindex], input, summary") ? "press" : "";
  };

  const inherited = (element, name) => {
    const from = element.closest(`[hx-${name}], [data-hx-${name}]`);
    return from ? own(from, name) : null;
  };

  const kinds = new Set();
  const found = [];
  for (const element of everything()) {
    const what = asked(element);
    if (!what || !isAlive(element) || byItself(element) || !way(element)) continue;
    if (!writes && what.verb !== "get") continue;
    if (element.matches("form") && what.verb === "get" && !what.address) continue;
    const kind = [
      element.localName, what.verb, what.address.replace(/\?.*/, ""),
      inherited(element, "target"), what.boosted,
    ].join("|").replace(/\d+/g, "0");
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    found.push({ number: number(element), way: way(element) });
  }
  return found;
}
