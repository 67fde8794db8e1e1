/* The page's own words: links, headings, paragraphs.
   dir=auto, blockquote and editable text mark what people wrote. */
() => {
  sightline.refresh();
  const THEIRS = "[dir=auto], bdi, blockquote, q, cite, pre, code, samp, [contenteditable]";
  const ours = (element) => sightline.isShown(element) && !element.closest(THEIRS)
    && !element.querySelector(THEIRS);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const said = (element) => element.innerText.replace(/\s+/g, " ").trim();
  const text = (element) => ({ ...sightline.describe(element), text: said(element) });

  return {
    language: document.documentElement.lang || "en",
    links: all("a[href], [role=link]").filter(sightline.isShown)
      .map((link) => ({ ...sightline.describe(link), name: sightline.name(link) })),
    headings: all("h1, h2, h3, h4, h5, h6, [role=heading]").filter(ours).map(text),
    texts: all("p, li, dd, td, figcaption").filter((each) => ours(each)
      && !each.querySelector("p, li, dd, td, ul, ol, table")
      && said(each).split(" ").length > 3).map(text),
  };
}
