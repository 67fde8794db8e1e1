/* Begins to note which texts change by themselves. Status, progress and clocks of media tell what
   somebody waits for: they may. */
() => {
  const MAY = "[role=status], [role=alert], [role=log], [role=timer], [role=progressbar], progress, meter, [aria-live], video, audio, output";
  window.sightlineChanged = new Map();
  const note = (node) => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!element || element.closest(MAY)) return;
    window.sightlineChanged.set(element, (window.sightlineChanged.get(element) || 0) + 1);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") note(change.target);
      else if ([...change.addedNodes].some((added) => added.textContent?.trim())) note(change.target);
    }
  }).observe(document.body, { characterData: true, childList: true, subtree: true });
}
