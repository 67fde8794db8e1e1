/* Lists that hold something, but no item; ids that stand on more than one element of a tree. */
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

  sightline.refresh();
  return [
    ...sightline.all("ul, ol, menu").filter(isUnfilled).map((list) => ({
      ...sightline.describe(list), rule: "list-without-items",
    })),
    ...twice().map((element) => ({
      ...sightline.describe(element), rule: "id-used-twice", values: { id: element.id },
    })),
  ];
}
