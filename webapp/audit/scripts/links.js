/* Every link that can be seen, with what it is called. */
() => {
  sightline.refresh();
  return [...document.querySelectorAll("a[href], [role=link]")]
    .filter(sightline.isShown)
    .map((link) => ({ ...sightline.describe(link), name: sightline.name(link) }));
}
