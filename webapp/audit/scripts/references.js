/* Open combo boxes and scroll bars, and whether one of the parts that they name is there. */
() => {
  const isNeeded = (element) => {
    const role = sightline.role(element);
    return role === "scrollbar" || (role === "combobox" && element.ariaExpanded === "true");
  };

  const isThere = (element) => element.getAttribute("aria-controls").trim().split(/\s+/)
    .some((id) => element.getRootNode().getElementById(id));

  const given = sightline.all("[aria-controls]")
    .filter((each) => each.getAttribute("aria-controls").trim() && !isThere(each));
  if (given.length) sightline.refresh();
  return given.filter((each) => isNeeded(each) && sightline.isRead(each)).map((element) => ({
    ...sightline.describe(element),
    rule: "controlled-part-is-there",
    values: { ids: element.getAttribute("aria-controls").trim() },
  }));
}
