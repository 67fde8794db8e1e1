/* By how many degrees each large element that can be seen is turned. */
() => {
  sightline.refresh();
  const turned = (element) => {
    const style = getComputedStyle(element);
    let angle = 0;
    if (style.transform !== "none") {
      const matrix = new DOMMatrix(style.transform);
      angle += (Math.atan2(matrix.b, matrix.a) * 180) / Math.PI;
    }
    if (style.rotate && style.rotate !== "none") angle += parseFloat(style.rotate.split(" ").pop());
    return angle;
  };
  const isLarge = (element) => element.matches("html, body, main, [role=main]")
    || element.clientWidth * element.clientHeight > (innerWidth * innerHeight) / 4;
  return [document.documentElement, ...document.querySelectorAll("body, body *")]
    .filter((element) => isLarge(element) && element.checkVisibility())
    .map((element) => ({ element, angle: turned(element) }))
    .filter(({ angle }) => angle)
    .map(({ element, angle }) => ({ ...sightline.describe(element), angle }));
}
