/* What the page is about: the text of its main part, or all but what is on every page. */
() => {
  const isThere = (element) => element.checkVisibility({ visibilityProperty: true });
  const main = document.querySelector("main, [role=main]");
  if (main) return main.innerText;
  const around = "nav, header, footer, script, style, [role=navigation]";
  const texts = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
  const parts = [];
  while (texts.nextNode()) {
    const { data, parentElement: above } = texts.currentNode;
    if (!above.closest(around) && isThere(above)) parts.push(data);
  }
  return parts.join(" ");
}
