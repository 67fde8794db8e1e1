/* What makes the page scroll sideways; what scrolls in a box of its own does not. Tables, pictures,
   video and code may be as wide as they must (WCAG 1.4.10). */
() => {
  sightline.refresh();
  const root = document.documentElement;
  const width = root.clientWidth;
  if (root.scrollWidth <= width + 1) return { by: 0, elements: [] };
  const MAY = "table, pre, svg, img, video, canvas, math, iframe, [role=table], [role=grid]";
  const boxed = (element) => {
    for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) {
      if (getComputedStyle(each).overflowX !== "visible") return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right + scrollX > width + 1 && sightline.isShown(element)
      && !element.closest(MAY) && !boxed(element);
  });
  const causes = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
  return { by: root.scrollWidth - width, elements: causes.slice(0, 5).map(sightline.describe) };
}
