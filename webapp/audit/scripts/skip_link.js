/* What the first stop leads to, where it is a link within the page; null where it is none. */
(number) => {
  const link = sightline.stops.at(number);
  if (!link?.matches("a[href]") || !link.hash || link.origin + link.pathname + link.search
    !== location.origin + location.pathname + location.search) return null;
  const name = decodeURIComponent(link.hash.slice(1));
  const target = document.getElementById(name) || document.getElementsByName(name)[0];
  return { ...sightline.describe(link), hash: link.hash, found: Boolean(target) };
}
