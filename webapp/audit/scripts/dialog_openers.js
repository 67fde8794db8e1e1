/* Buttons that say that they open a dialog which is in the page, each dialog once. */
() => {
  const { number, isAlive } = sightline.stops;
  sightline.refresh();
  const openers = [...document.querySelectorAll("button, [role=button], input[type=button]")]
    .filter((each) => isAlive(each) && !(each.form && each.type === "submit"));

  const named = (opener) => {
    const values = ["aria-controls", "popovertarget", "commandfor"].map((name) => (
      opener.getAttribute(name)
    ));
    values.push(...Object.values(opener.dataset));
    return values.filter(Boolean).map((id) => document.getElementById(id.replace(/^#/, "")))
      .find((each) => each?.matches("dialog, [popover], [role=dialog], [role=alertdialog]"));
  };

  const isAsked = (opener) => opener.getAttribute("aria-haspopup") === "dialog" || named(opener);
  const once = new Set();
  return openers.filter(isAsked).filter((opener) => {
    const dialog = named(opener) || opener;
    return !once.has(dialog) && once.add(dialog);
  }).map(number);
}
