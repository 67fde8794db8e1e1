/* Brings an element into view; returns where its box is then, in the window that is outermost.
   Without an argument the page goes back to where it was. */
(path) => {
  if (!path) {
    if (window.sightlineWas) window.scrollTo({ ...window.sightlineWas, behavior: "instant" });
    delete window.sightlineWas;
    return null;
  }
  window.sightlineWas ??= { left: window.scrollX, top: window.scrollY };
  const element = sightline.find(path);
  if (!element?.getClientRects().length) return null;
  element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const box = element.getBoundingClientRect();
  let { x, y } = box;
  for (let frame = element.ownerDocument.defaultView.frameElement; frame;
    frame = frame.ownerDocument.defaultView.frameElement) {
    const outer = frame.getBoundingClientRect();
    x += outer.x + frame.clientLeft;
    y += outer.y + frame.clientTop;
  }
  return { x, y, width: box.width, height: box.height };
}
