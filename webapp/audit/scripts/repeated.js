/* How one gets past what other pages have as well. `others` is the markup of pages that this one
   links to; what stands in them, word for word, is repeated. Null where nothing is. */
(others) => {
  const words = (text) => text.replace(/\s+/g, " ").trim();
  const repeated = new Set();
  for (const markup of others) {
    const other = new DOMParser().parseFromString(markup, "text/html");
    const texts = other.createTreeWalker(other.body || other, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (!texts.currentNode.parentElement?.closest("script, style, noscript, title")) {
        repeated.add(words(texts.currentNode.data));
      }
    }
  }
  repeated.delete("");
  sightline.refresh();
  const { tabbable, isBefore } = sightline.stops;

  const isOnPage = (element) => {
    if (!sightline.isShown(element)) return false;
    const box = element.getBoundingClientRect();
    return box.right + scrollX > 0 && box.bottom + scrollY > 0;
  };
  const isSaid = (element) => !element.closest("[aria-hidden=true]");

  /* What can be read or seen, in the order of the page. */
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = words(walker.currentNode.data);
    if (text && isOnPage(element) && !element.closest("script, style, noscript")) {
      pieces.push({ element, again: repeated.has(text) });
    }
  }
  for (const image of document.querySelectorAll("img[alt]")) {
    if (words(image.alt) && isOnPage(image)) {
      pieces.push({
        element: image, again: others.some((markup) => markup.includes(image.getAttribute("src"))),
      });
    }
  }
  pieces.sort((one, other) => (isBefore(one.element, other.element) ? -1 : 1));
  const begins = pieces.findIndex((each, place) => !each.again && pieces.slice(0, place)
    .some((before) => before.again));
  if (begins < 0) return null;

  /* A skip link speaks of this page alone, and is not yet what one wants to read. */
  const inLinks = (each) => each.element.closest("a[href^='#']");
  const own = pieces.filter((each) => !each.again && !inLinks(each));
  if (!own.length) return null;

  const LANDMARKS = new Set([
    "main", "region", "complementary", "form", "search", "navigation", "banner", "contentinfo",
  ]);
  const above = (element) => {
    const all = [];
    for (let each = element; each; each = each.parentElement) all.push(each);
    return all;
  };
  const landmark = own.some((each) => above(each.element).some((around) => (
    LANDMARKS.has(sightline.role(around)) && isSaid(around) && isOnPage(around)
  )));
  const heading = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, [role=heading]")].some((each) => (
    sightline.role(each) === "heading" && isSaid(each) && isOnPage(each)
    && own.some((piece) => each.contains(piece.element))
  ));

  const first = own.find((each) => pieces.slice(0, pieces.indexOf(each)).some((before) => before.again));
  const lands = (link) => {
    const id = decodeURIComponent(link.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return false;
    const next = pieces.find((each) => target.contains(each.element)
      || isBefore(target, each.element));
    return Boolean(next) && !next.again;
  };
  const before = tabbable().filter((each) => first && isBefore(each, first.element));
  const links = [...document.querySelectorAll("a[href*='#']")].filter((each) => (
    each.tabIndex >= 0 && !each.closest("[aria-hidden=true]") && sightline.name(each)
  ));
  const skips = links.some((each) => each.pathname === location.pathname && lands(each));
  const unknown = before.some((each) => !each.matches("a[href]"));
  sightline.repeated = first && {
    before: pieces.slice(0, pieces.indexOf(first)).filter((each) => each.again)
      .map((each) => each.element),
    first: first.element,
    isOnPage,
  };
  return { landmark, heading, skips, unknown };
}
