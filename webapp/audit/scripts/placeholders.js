/* Titles, headings, pictures and fields that are called nothing of their own. */
() => {
  const ANY = ["untitled", "placeholder", "lorem ipsum", "todo", "tbd", "xxx", "asdf", "test test"];
  const WORDS = {
    "title-says-nothing": [
      ...ANY, "untitled document", "untitled page", "document", "title", "page", "page title",
      "new page", "new tab", "index", "unbenannt", "unbenanntes dokument", "sans titre",
    ],
    "heading-says-nothing": [
      ...ANY, "heading", "headline", "title", "your title here", "section title", "überschrift",
    ],
    "picture-text-says-nothing": [
      ...ANY, "image", "img", "photo", "photograph", "picture", "graphic", "spacer", "alt", "alt text",
      "image of", "picture of", "photo of", "bild", "foto", "null", "undefined",
    ],
    "label-says-nothing": [
      ...ANY, "label", "field", "input", "text field", "text box", "enter text", "your text here",
    ],
  };
  const FILE = /^[^\s/]+\.(png|jpe?g|gif|svg|webp|avif|bmp|tiff?|jfif|html?|php|aspx?|docx?)$/i;
  const PICTURES = "img[alt], [role=img], svg[aria-label], canvas[aria-label], input[type=image]";
  const FIELDS = "input:not([type=hidden], [type=submit], [type=reset], [type=button],"
    + " [type=image], [type=radio], [type=checkbox]), select, textarea";

  const tidy = (text) => (text || "").replace(/\s+/g, " ").trim();
  const plain = (text) => tidy(text).toLowerCase().replace(/[\s:*.…]+$/, "");

  const saysNothing = (rule, text) => WORDS[rule].includes(plain(text)) || FILE.test(tidy(text));

  /* A picture that stands for the file which can be had there is called by its name. */
  const isOffered = (element) => {
    const place = element.closest("a[href]")?.getAttribute("href").split(/[?#]/)[0];
    return Boolean(place?.endsWith(tidy(sightline.name(element))));
  };

  const fault = (rule, element, text) => ({
    ...sightline.describe(element), rule, values: { text: tidy(text) },
  });

  const among = (rule, elements, textOf) => elements
    .filter((each) => saysNothing(rule, textOf(each)) && sightline.isRead(each))
    .map((each) => fault(rule, each, textOf(each)));

  /* What can be seen between two fields and is no label. */
  const isParted = (one, other) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    walk.currentNode = one;
    while (walk.nextNode()) {
      const text = walk.currentNode;
      if (other.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) return false;
      const above = text.parentElement;
      if (text.data.trim() && !above.closest("label, option, script, style")
        && sightline.isOnScreen(above)) return true;
    }
    return false;
  };

  /* A whole set of fields that is there twice: Name and Street, and again Name and Street. */
  const twice = (fields) => {
    const seen = new Map();
    return fields.filter((field) => {
      const name = plain(sightline.name(field));
      const before = seen.get(name);
      seen.set(name, field);
      return name && before && before.form === field.form && field.labels?.length
        && !field.hasAttribute("aria-labelledby") && !field.hasAttribute("aria-describedby")
        && !field.closest("tr, [role=row], li, [aria-label], [aria-labelledby]")
        && !isParted(before, field);
    });
  };

  sightline.refresh();
  const { title } = document;
  const page = document.documentElement;
  const headings = sightline.all("h1, h2, h3, h4, h5, h6, [role=heading]");
  const pictures = sightline.all(PICTURES).filter((each) => !isOffered(each));
  const fields = sightline.all(FIELDS).filter(sightline.isOnScreen).filter(sightline.isRead);
  return [
    ...(saysNothing("title-says-nothing", title) ? [fault("title-says-nothing", page, title)] : []),
    ...among("heading-says-nothing", headings, (each) => each.textContent),
    ...among("picture-text-says-nothing", pictures, sightline.name),
    ...among("label-says-nothing", fields, sightline.name),
    ...twice(fields).map((field) => fault("label-used-twice", field, sightline.name(field))),
  ];
}
