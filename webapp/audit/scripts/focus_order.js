/* Stops that come before others that stand above them in the page: `visited` are their numbers,
   in the order of the Tab key. Only an order that somebody asked for can differ. */
(visited) => {
  const stops = [...new Set(visited)].map(sightline.stops.at).filter((each) => each.isConnected);
  sightline.refresh();
  const jumped = stops.filter((element, place) => (
    element.tabIndex > 0
    && stops.slice(place + 1).some((later) => !sightline.stops.isBefore(element, later))
  ));
  const turned = new Set();
  for (const element of stops) {
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (turned.has(box)) break;
      const { display, flexDirection } = getComputedStyle(box);
      if (!/flex|grid/.test(display)) continue;
      const children = [...box.children].filter((child) => stops.some((each) => child.contains(each)));
      const ordered = children.some((child) => getComputedStyle(child).order !== "0");
      const reversed = /flex/.test(display) && /reverse/.test(flexDirection);
      if (children.length > 1 && (ordered || reversed)) turned.add(box);
    }
  }
  return {
    jumped: jumped.map((each) => ({ ...sightline.describe(each), tabindex: each.tabIndex })),
    turned: [...turned].map(sightline.describe),
  };
}
