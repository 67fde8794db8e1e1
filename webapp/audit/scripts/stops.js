/* Where the focus stops, and what a person can work with: sightline.stops.
   Elements are told apart by their number in a list that grows; -1 is no element at all. */
() => {
  if (sightline.stops) return;
  const known = [];
  const numbers = new Map();

  const number = (element) => {
    if (!numbers.has(element)) numbers.set(element, known.push(element) - 1);
    return numbers.get(element);
  };

  /* Through open shadow roots, in the order of the document. */
  const everything = (root = document) => {
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      found.push(element);
      if (element.shadowRoot) found.push(...everything(element.shadowRoot));
    }
    return found;
  };

  const deepest = (root = document) => {
    const element = root.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    return element.shadowRoot?.activeElement ? deepest(element.shadowRoot) : element;
  };

  const focused = () => {
    const element = deepest();
    return element ? number(element) : -1;
  };

  const modal = () => [...document.querySelectorAll("dialog, [popover], [aria-modal=true]")]
    .findLast((each) => each.matches(":modal, [aria-modal=true]") && sightline.isShown(each));

  const isAlive = (element) => {
    const within = modal();
    return !element.matches(":disabled") && !element.closest("[inert]")
      && sightline.isShown(element) && (!within || within.contains(element));
  };

  /* Of radio buttons with one name the Tab key stops at one. */
  const isStandIn = (element) => element.matches("input[type=radio][name]") && !element.checked
    && [...element.getRootNode().querySelectorAll("input[type=radio]")].some((other) => (
      other.name === element.name && other.form === element.form
      && (other.checked || number(other) < number(element))
    ));

  const tabbable = () => everything().filter((element) => (
    element.tabIndex >= 0 && isAlive(element)
    && !(element.localName === "iframe" && !element.src && !element.srcdoc)
  )).filter((element) => !isStandIn(element));

  const depth = (element) => (element.parentElement ? 1 + depth(element.parentElement) : 0);

  const isBefore = (one, other) => Boolean(
    one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING,
  );

  sightline.stops = {
    at: (index) => known[index], number, everything, focused, deepest, modal, isAlive, tabbable,
    depth, isBefore,
  };
}
