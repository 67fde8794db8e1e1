/* Whether controls before what is this page's own lead past what is repeated there: they put it
   away, for the eye and for screen readers, or move the focus on. ``untried`` are controls that
   may lead away. To be asked after ``repeated``, in a page that may be changed. */
async () => {
  if (!sightline.repeated) return { leads: false, untried: false };
  const { before, first, isOnPage } = sightline.repeated;
  const { tabbable, isBefore } = sightline.stops;
  const settle = () => new Promise((done) => { setTimeout(done, 50); });

  const isElsewhere = (element) => element.matches("a[href]:not([href^='#']), area");
  const sends = (element) => element.matches("form :is([type=submit], button:not([type=button]))");
  const early = tabbable().filter((each) => isBefore(each, first) && !isElsewhere(each));
  const controls = early.filter((each) => !sends(each) && sightline.name(each));

  const isPast = (element) => Boolean(element) && !before.some((each) => element.contains(each))
    && (element.contains(first) || !isBefore(element, first));

  const isGone = (element) => !isOnPage(element) && Boolean(
    !element.checkVisibility({ visibilityProperty: true })
    || element.closest("[aria-hidden=true], [inert]"),
  );

  const gone = new Set();
  let moved = false;
  for (const control of controls) {
    control.focus();
    control.click();
    await settle();
    moved ||= isPast(document.activeElement);
    const folded = before.filter((each) => isGone(each));
    if (folded.length) for (const each of before) if (control.contains(each)) gone.add(each);
    for (const each of folded) gone.add(each);
    control.click();
    await settle();
  }
  return {
    leads: moved || before.every((each) => gone.has(each)),
    untried: early.length > controls.length,
  };
}
