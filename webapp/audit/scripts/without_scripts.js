/* What does nothing in a page whose scripts do not run: links, forms and buttons, by their numbers;
   and its words. */
() => {
  const { everything, number } = sightline.stops;
  const shown = everything().filter((each) => each.matches(
    "a, area, form, button, input, [role=link], [role=button]",
  ) && sightline.isShown(each) && !each.closest("[aria-hidden=true], [inert]"));

  const isScripted = (address) => /^\s*(javascript:|#?\s*$)/i.test(address);
  const deadLinks = shown.filter((each) => (
    each.matches("a[href], area[href]") ? isScripted(each.getAttribute("href"))
      && !each.matches("[href='']")
      : each.matches("[role=link]") && !each.closest("a[href]")
  ));

  /* "#top" and the empty name lead to the top of any page; "#:~:text" to words. */
  const lostLinks = shown.filter((each) => {
    if (!each.matches("a[href]") || !each.hash || /^#(top$|:~:)/i.test(each.hash)) return false;
    if (each.href.split("#")[0] !== location.href.split("#")[0]) return false;
    const name = decodeURIComponent(each.hash.slice(1));
    return !document.getElementById(name) && !document.getElementsByName(name).length;
  });

  const sends = (control) => control.matches(
    "button:not([type=button], [type=reset]), input:is([type=submit], [type=image])",
  ) && !control.matches(":disabled");
  const TEXT = "input:not([type=hidden], [type=checkbox], [type=radio], [type=button], [type=submit], "
    + "[type=reset], [type=file], [type=image], [type=range], [type=color])";
  const deadForms = shown.filter((each) => {
    if (!each.matches("form")) return false;
    const controls = [...each.elements];
    const fields = controls.filter((one) => one.matches("input:not([type=hidden]), select, textarea")
      && sightline.isShown(one));
    if (!fields.length) return false;
    if (isScripted(each.getAttribute("action") || "/")) return true;
    const byEnter = fields.length === 1 && fields[0].matches(TEXT);
    return !byEnter && !controls.some((one) => sends(one)) && each.method !== "dialog";
  });

  /* A browser opens a popover or a dialog by itself, and what is switched off promises nothing. */
  const deadButtons = shown.filter((each) => {
    if (!each.matches("button, input[type=button], [role=button]")) return false;
    if (each.matches(":disabled, [popovertarget], [commandfor], [aria-disabled=true], a[href]")) return false;
    if (each.closest("a[href], summary, label")) return false;
    return each.matches("[role=button]:not(button), [type=button]") || !each.form;
  });

  const words = (document.body.innerText.match(/\p{L}+/gu) || []).length;
  const asks = [...document.querySelectorAll("noscript")].some((each) => (
    /java\s?script/i.test(each.textContent) && sightline.isShown(each)
  ));
  const pages = shown.filter((each) => (
    each.matches("main a[href], [role=main] a[href]") && each.origin === location.origin
    && !each.hasAttribute("download") && !/log-?out|sign-?out|abmelden|delete/i.test(each.href)
    && each.href.split("#")[0] !== location.href.split("#")[0]
  ));
  const once = new Map(pages.map((each) => [each.href.split("#")[0], each]));
  return {
    deadLinks: deadLinks.map(number), lostLinks: lostLinks.map(number),
    deadForms: deadForms.map(number), deadButtons: deadButtons.map(number),
    words, asks, pages: [...once].map(([href, each]) => ({ number: number(each), href })),
  };
}
