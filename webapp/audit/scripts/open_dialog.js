/* The dialog that is open now: whether the focus is in it, and how many stops it has. */
() => {
  const { number, isAlive, deepest, tabbable } = sightline.stops;
  const opened = [...document.querySelectorAll(
    "dialog[open], [role=dialog], [role=alertdialog], [popover]:popover-open",
  )].filter(sightline.isShown);
  const dialog = opened.findLast((each) => each.contains(deepest())) || opened.at(-1);
  if (!dialog) return null;
  const modal = dialog.matches(":modal, [aria-modal=true]");
  return {
    number: number(dialog), modal, inside: dialog.contains(deepest()),
    stops: tabbable().filter((each) => dialog.contains(each) && isAlive(each)).length,
    isDialog: dialog.matches("dialog, [role=dialog], [role=alertdialog]"),
  };
}
