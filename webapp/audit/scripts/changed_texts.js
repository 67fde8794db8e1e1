/* Texts that changed by themselves at least twice since watch_text, beside other text, by their
   numbers, and whether the page has anything that might stop them. */
() => {
  const elements = [...(window.sightlineChanged || [])]
    .filter(([element, times]) => times > 1 && element.isConnected && sightline.isShown(element))
    .map(([element]) => element);
  const own = elements.reduce((sum, element) => sum + element.innerText.trim().length, 0);
  const beside = document.body.innerText.trim().length > own;
  const controls = [...document.querySelectorAll("button, input:not([type=hidden]), select, [role=button]")]
    .some((each) => sightline.isShown(each));
  return { elements: beside ? elements.map(sightline.stops.number) : [], controls };
}
