/* Lists that hold something, but no item; ids that stand on more than one element of a tree; stops
   in what is read as one thing. */
() => {
  const isContent = (element) => element.localName !== "script" && element.localName !== "template";

  const isItem = (element) => sightline.role(element) === "listitem";

  const hasItems = (list) => [...list.querySelectorAll("*")].some((each) => (
    isItem(each) && sightline.isRead(each)
  ));

  const isUnfilled = (list) => sightline.role(list) === "list" && list.ariaBusy !== "true"
    && !list.hasAttribute("aria-owns") && sightline.isRead(list)
    && [...list.children].filter(isContent).some(sightline.isRead) && !hasItems(list);

  const twice = () => {
    const seen = new Map();
    return sightline.all("[id]").filter((element) => {
      const root = element.getRootNode();
      if (!seen.has(root)) seen.set(root, new Set());
      const known = seen.get(root).has(element.id);
      seen.get(root).add(element.id);
      return known && element.id !== "";
    });
  };

  /* WAI-ARIA 1.2: children presentational. */
  const ONE_THING = {
    button: 1, checkbox: 1, img: 1, menuitemcheckbox: 1, menuitemradio: 1, meter: 1, option: 1,
    progressbar: 1, radio: 1, scrollbar: 1, separator: 1, slider: 1, switch: 1, tab: 1,
  };

  /* Buttons, links and fields within such a thing are axe's to tell. */
  const isPlain = (element) => (
    axe.commons.aria.getRoleType(sightline.role(element) || "generic") !== "widget"
  );

  const holder = (element) => {
    const above = element.parentElement || element.getRootNode().host;
    if (!above) return null;
    /* What a summary is, HTML leaves to the browser. */
    const isOne = ONE_THING[sightline.role(above)] && above.localName !== "summary";
    return isOne && sightline.isRead(above) ? above : holder(above);
  };

  const stopsWithin = () => sightline.all("[tabindex]").filter((element) => (
    element.tabIndex >= 0 && !element.matches(":disabled") && !element.closest("[inert]")
    && sightline.isShown(element) && holder(element) && isPlain(element)
  ));

  sightline.refresh();
  return [
    ...sightline.all("ul, ol, menu").filter(isUnfilled).map((list) => ({
      ...sightline.describe(list), rule: "list-without-items",
    })),
    ...stopsWithin().map((element) => ({
      ...sightline.describe(element), rule: "stop-in-one-thing",
      values: { role: sightline.role(holder(element)) },
    })),
    ...twice().map((element) => ({
      ...sightline.describe(element), rule: "id-used-twice", values: { id: element.id },
    })),
  ];
}
