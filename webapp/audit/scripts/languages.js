/* The elements that say which language they are in, with the text that this holds for: what can be
   seen or is read, and is in no other language. ``wanted`` are numbers of those to describe. */
(wanted) => {
  const LONGEST = 2000;
  const LEAST = 10;

  const isText = (element) => !/^(script|style|noscript|template|code|kbd|samp|pre)$/i
    .test(element.localName);

  const gather = () => {
    const texts = new Map([...document.querySelectorAll("[lang]")].map((each) => [each, []]));
    const add = (element, words) => {
      const said = element.closest("[lang]");
      if (said && words.trim()) texts.get(said).push(words);
    };
    const walk = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const { data, parentElement: above } = walk.currentNode;
      if (data.trim() && isText(above) && !above.closest("[translate=no], code, pre")
        && above.checkVisibility({ visibilityProperty: true })) add(above, data);
    }
    for (const picture of document.querySelectorAll("img[alt]")) add(picture, picture.alt);
    return [...texts].map(([element, words]) => ({
      element, text: words.join(" ").replace(/\s+/g, " ").trim().slice(0, LONGEST),
    })).filter(({ element, text }) => (
      text.length >= LEAST && element.lang && element.namespaceURI.endsWith("xhtml")
    ));
  };

  const found = gather();
  if (wanted) {
    sightline.refresh();
    return wanted.map((number) => sightline.describe(found[number].element));
  }
  return found.map(({ element, text }) => ({
    text, declared: element.lang, page: element === document.documentElement,
  }));
}
