/* Links that say nothing; links that say the same and have different addresses; frames likewise. */
() => {
  const LINKS = "a, area[href], [role=link]";
  const HEADINGS = "h1, h2, h3, h4, h5, h6, [role=heading]";
  const PICTURES = "img, svg, canvas, video";
  const MOST = 8;
  const EMPTY = new Set([
    "more", "read more", "learn more", "see more", "more info", "details", "go", "here",
    "click here", "click", "this", "link", "this link", "this page", "continue", "mehr",
    "weiterlesen", "hier", "hier klicken", "dieser link", "ici", "cliquez ici", "en savoir plus",
  ]);
  const FORMATS = new Set(["html", "epub", "pdf", "text", "plain text", "txt", "csv", "xml", "zip"]);

  const tidy = (text) => (text || "").replace(/\s+/g, " ").trim();
  const plain = (name) => name.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");

  const isBlock = (element) => !/^(inline|contents|none)$/.test(getComputedStyle(element).display);

  const blockAt = (element) => {
    let block = element;
    while (block.parentElement && !isBlock(block)) block = block.parentElement;
    return block;
  };

  const blockOf = (link) => blockAt(link.parentElement || link);

  /* The text in the same line as the link, that of its paragraph and list entries, of its row
     and the heads of its table, of what describes it (WCAG: programmatically determined context). */
  const flow = (link) => {
    const block = blockOf(link);
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const parts = [];
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!link.contains(text) && blockAt(text.parentElement) === block) parts.push(text.data);
    }
    return tidy(parts.join(" "));
  };

  const around = (link) => {
    const entries = [];
    for (let each = link.closest("li"); each; each = each.parentElement.closest("li")) {
      entries.push(each.textContent);
    }
    const near = ["tr, [role=row]", "p, [role=paragraph]", "[role=listitem]"]
      .map((each) => link.closest(each)?.textContent);
    const cell = link.closest("td, th, [role=cell], [role=gridcell]");
    const heads = cell?.closest("table, [role=table], [role=grid]")
      ?.querySelectorAll("th, [role=columnheader], [role=rowheader]") || [];
    const described = link.ariaDescribedByElements || [];
    const beside = [...heads, ...described].map((each) => each.textContent);
    return [...entries, ...near, ...beside].map(tidy);
  };

  const explains = (link) => {
    const own = tidy(link.textContent);
    return flow(link) !== "" || around(link).some((text) => text !== "" && text !== own);
  };

  const context = (link) => [tidy(blockOf(link).textContent), ...around(link)].join("\n");

  const headings = () => sightline.all(HEADINGS);

  const headingOf = (link, all) => all.findLast((heading) => (
    heading.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING
  ));

  /* A script that does nothing but go to an address is a link as good as any. */
  const addressOf = (link) => {
    const href = link.getAttribute("href") ?? link.getAttribute("xlink:href");
    const [, gone] = /^\s*(?:(?:window|document)\.)?location(?:\.href)?\s*=\s*['"]([^'"]+)['"]/
      .exec(link.getAttribute("onclick") || "") || [];
    const given = href ?? gone;
    try {
      const address = given ? new URL(given, document.baseURI) : null;
      return address && /^https?:$/.test(address.protocol) ? address.href.split("#")[0] : "";
    } catch {
      return "";
    }
  };

  const isLink = (element) => (element.hasAttribute("href") || element.hasAttribute("xlink:href")
    || element.getAttribute("role") === "link");

  const known = () => sightline.all(LINKS).filter(isLink).filter(sightline.isRead)
    .filter((link) => /^(link|)$/.test(sightline.role(link)))
    .map((link) => ({ link, name: tidy(sightline.name(link)), address: addressOf(link) }))
    .filter(({ name }) => name);

  const silent = (links) => links.flatMap(({ link, name }) => {
    const said = plain(name);
    const nothing = EMPTY.has(said) || FORMATS.has(said);
    const rules = nothing || /^this \p{L}+$/u.test(said) ? ["link-alone-says-nothing"] : [];
    if (nothing && !explains(link) && !headingOf(link, headings())) rules.push("link-unexplained");
    return rules.map((rule) => ({ ...sightline.describe(link), rule, name }));
  });

  const grouped = (links, key) => [...Map.groupBy(links, key).values()];

  /* One link for each address; nothing where they all have the same. */
  const rivals = (links) => {
    const first = grouped(links.filter(({ address }) => address), ({ address }) => (
      address.replace(/\/$/, "")
    )).map(([each]) => each).slice(0, MOST);
    return first.length > 1 ? first : [];
  };

  const textBetween = (one, other) => {
    const range = document.createRange();
    range.setStartAfter(one);
    range.setEndBefore(other);
    return range.toString();
  };

  const textAfter = (link) => {
    const range = document.createRange();
    range.setStartAfter(link);
    range.setEndAfter(blockOf(link).lastChild);
    return range.toString();
  };

  /* Where nothing but their order tells links apart, nobody can tell, and none is left behind. */
  const isToldApart = (links) => {
    const elements = links.map(({ link }) => link);
    const last = elements.at(-1);
    const said = elements.slice(1).map((each, at) => textBetween(elements[at], each));
    if ([...said, textAfter(last)].some((text) => /\p{L}/u.test(text))) return true;
    let shared = elements[0];
    while (!shared.contains(last)) shared = shared.parentElement;
    const block = blockAt(shared);
    return [...(block.parentElement || block).querySelectorAll(PICTURES)].some(sightline.isShown)
      || elements.some((each) => getComputedStyle(each).backgroundImage !== "none");
  };

  const group = (rule, links) => ({
    rule,
    name: links[0].name,
    links: links.map(({ link, address }) => ({ ...sightline.describe(link), url: address })),
  });

  const groups = (links) => {
    const all = headings();
    return grouped(links, ({ name }) => name.toLowerCase()).flatMap((alike) => {
      const everywhere = rivals(alike);
      if (!everywhere.length) return [];
      const together = grouped(alike, ({ link }) => context(link)).flatMap((near) => (
        grouped(near, ({ link }) => headingOf(link, all)).map(rivals)
      ));
      return [
        group("same-name-other-place", everywhere),
        ...together.filter((each) => each.length && isToldApart(each)).map((each) => (
          group("same-sentence-other-place", each)
        )),
      ];
    });
  };

  const textIn = (frame) => {
    try {
      return frame.contentDocument.body.innerText.trim() || null;
    } catch {
      return null;
    }
  };

  const frames = () => grouped(
    sightline.all("iframe").filter(sightline.isRead)
      .map((frame) => ({ frame, name: tidy(sightline.name(frame) || frame.title) }))
      .filter(({ name }) => name),
    ({ name }) => name.toLowerCase(),
  ).map((alike) => ({
    name: alike[0].name,
    frames: grouped(alike, ({ frame }) => `${frame.src} ${frame.srcdoc}`).map(([{ frame }]) => ({
      ...sightline.describe(frame), text: textIn(frame),
    })),
  })).filter((alike) => alike.frames.length > 1);

  sightline.refresh();
  const links = known();
  return { silent: silent(links), groups: groups(links), frames: frames() };
}
