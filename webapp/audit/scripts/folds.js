/* Whether controls before what is this page's own put away all that is repeated there, for the eye
   and for screen readers. To be asked after ``repeated``, in a page that may be changed. */
async () => {
  if (!sightline.repeated) return false;
  const { before, first, isOnPage } = sightline.repeated;
  const { tabbable, isBefore } = sightline.stops;
  const settle = () => new Promise((done) => { setTimeout(done, 50); });

  const leads = (element) => element.matches("a[href]:not([href^='#']), area, form [type=submit],"
    + " form button:not([type=button])");
  const controls = tabbable().filter((each) => (
    isBefore(each, first) && !leads(each) && sightline.name(each)
    && each.matches("a, button, summary, input[type=checkbox], [role=button], [role=switch]")
  ));

  const isGone = (element) => !isOnPage(element) && Boolean(
    !element.checkVisibility({ visibilityProperty: true })
    || element.closest("[aria-hidden=true], [inert]"),
  );

  const gone = new Set();
  for (const control of controls) {
    control.click();
    await settle();
    const folded = before.filter((each) => isGone(each));
    if (folded.length) for (const each of before) if (control.contains(each)) gone.add(each);
    for (const each of folded) gone.add(each);
    control.click();
    await settle();
  }
  return before.every((each) => gone.has(each));
}
