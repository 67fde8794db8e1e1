/* What a mouse can work, but the Tab key did not come to, and no arrow key would.
   `reached` are numbers of stops, `clicked` and `keyed` those of elements that listen to clicks and
   keys; `everywhere` is whether the page as a whole listens to keys. */
({ reached, clicked, keyed, everywhere }) => {
  const { at, everything, isAlive, shown } = sightline.stops;
  const WIDGETS = new Set([
    "button", "link", "checkbox", "switch", "radio", "tab", "menuitem", "menuitemcheckbox",
    "menuitemradio", "option", "treeitem", "slider", "spinbutton", "textbox", "searchbox",
    "combobox", "listbox", "scrollbar",
  ]);
  /* Inside of these the arrow keys move, or one stop speaks for all. */
  const GROUPS = "[role=radiogroup], [role=tablist], [role=menu], [role=menubar], [role=listbox], "
    + "[role=tree], [role=treegrid], [role=grid], [role=toolbar], [role=combobox], select, "
    + "audio, video, [aria-activedescendant]";
  const NATIVE = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary";
  const stops = new Set(reached.map(at));
  const listening = keyed.map(at);
  sightline.refresh();

  const isOut = (element) => element.closest("[aria-hidden=true], [aria-disabled=true]");
  const reachable = (element) => stops.has(element)
    || [...element.querySelectorAll("*")].some((each) => stops.has(each));
  const called = (element) => sightline.name(element) || element.textContent.trim();
  const others = [...stops].map((each) => ({ element: each, name: called(each) }));

  /* The same thing can be done at another stop. */
  const isDouble = (element) => others.some(({ element: other, name }) => (
    (element.href && element.href === other.href) || (name && name === called(element))
    || (element.matches("input[type=radio]") && element.name === other.name)
  ));

  /* Left out of the order on purpose, in a part that listens to keys and has another stop, or
     among several alike of which one is a stop: arrow keys lead there. */
  const isAmongOthers = (element) => {
    if (element.getAttribute("tabindex") !== "-1") return false;
    const part = listening.some((each) => (
      each !== document.body && each !== element && each.contains(element)
      && [...stops].some((stop) => each.contains(stop))
    ));
    if (part || !everywhere) return part;
    let around = element.parentElement;
    for (let steps = 0; around && steps < 3; steps += 1, around = around.parentElement) {
      const alike = [...around.querySelectorAll(element.localName)].some((each) => (
        each !== element && stops.has(each) && each.className === element.className
      ));
      if (alike) return true;
    }
    return false;
  };

  const isWidget = (element) => element.matches(NATIVE) || WIDGETS.has(sightline.role(element));
  const controls = everything().filter((element) => (
    (element.matches(NATIVE) || element.hasAttribute("role")) && isWidget(element)
  ));
  const clickable = clicked.map(at).filter((element) => (
    !element.matches("html, body, label, option, audio, video, iframe") && !isWidget(element)
  ));

  const missed = (element) => shown.has(element) && isAlive(element) && !isOut(element) && !reachable(element)
    && !stops.has(element.closest("a, button, label, summary"))
    && !element.closest("label")
    && !element.parentElement?.closest(GROUPS) && !element.matches("[aria-activedescendant]")
    && !isAmongOthers(element) && !isDouble(element)
    && !(element.localName === "input" && [...(element.labels || [])].some((each) => stops.has(each)));

  const plainly = (element) => getComputedStyle(element).cursor === "pointer"
    && Boolean(called(element));
  return [
    ...controls.filter(missed).map((element) => ({
      ...sightline.describe(element), sure: true,
    })),
    ...clickable.filter(missed).filter((element) => (
      !element.querySelector(NATIVE) && element.getBoundingClientRect().width > 0
    )).map((element) => ({ ...sightline.describe(element), sure: plainly(element) })),
  ];
}
