/* Addresses of other pages of the same site that this one links to; null where it is plain that
   one can get past what they share: a skip link leads to a main part with a heading. */
() => {
  const main = document.querySelector("main, [role=main]");
  const heading = main?.querySelector("h1, h2");
  const skips = [...document.querySelectorAll("a[href^='#']")].some((each) => (
    each.hash && main?.matches(each.hash.replace(/[^#\w-]/g, "\\$&"))
  ));
  if (main && heading && skips && sightline.isShown(heading) && !main.closest("[aria-hidden=true]")
    && !heading.closest("[aria-hidden=true]")) return null;
  const here = location.origin + location.pathname;
  const pages = [...document.querySelectorAll("a[href]")].map((each) => new URL(each.href))
    .filter((each) => each.origin === location.origin && each.origin + each.pathname !== here
      && !/log-?out|sign-?out|abmelden|delete/i.test(each.pathname));
  return [...new Set(pages.map((each) => each.origin + each.pathname + each.search))];
}
