/* The page's own words: links, headings, paragraphs, and how many things there are to choose.
   dir=auto, blockquote and editable text mark what people wrote. */
() => {
  sightline.refresh();
  const THEIRS = "[dir=auto], bdi, blockquote, q, cite, pre, code, samp, [contenteditable]";
  const ours = (element) => sightline.isShown(element) && !element.closest(THEIRS)
    && !element.querySelector(THEIRS);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const said = (element) => element.innerText.replace(/\s+/g, " ").trim();
  const text = (element) => ({ ...sightline.describe(element), text: said(element) });

  const holdsPlayer = (element) => element.closest("section, figure, div[role=region]")
    ?.querySelector(":scope video, :scope audio");

  /* A form, a player and a closed part are one choice each. */
  const chosen = () => {
    const main = document.querySelector("main, [role=main]") || document.body;
    const groups = new Set();
    for (const each of main.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select")) {
      if (!sightline.isShown(each)) continue;
      const player = holdsPlayer(each);
      groups.add(each.closest("form") || player || each.closest("details") || each);
    }
    return groups.size;
  };

  return {
    language: document.documentElement.lang || "en",
    links: all("a[href], [role=link]").filter(sightline.isShown)
      .map((link) => ({ ...sightline.describe(link), name: sightline.name(link) })),
    headings: all("h1, h2, h3, h4, h5, h6, [role=heading]").filter(ours).map(text),
    texts: all("p, li, dd, td, figcaption").filter((each) => ours(each)
      && !each.querySelector("p, li, dd, td, ul, ol, table")
      && said(each).split(" ").length > 3).map(text),
    choices: chosen(),
  };
}
