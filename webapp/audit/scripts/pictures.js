/* How many pictures are not read out, and how many there are that words could be in: a question to
   a person each, asked of the main part of the page. */
() => {
  sightline.refresh();
  const CONTROL = "a[href], button, summary, label, [role=button], [role=link]";
  const PRESENTATION = { none: 1, presentation: 1 };

  const isOnce = (element) => !element.parentElement?.closest("svg");
  const isUnread = (element) => !sightline.isRead(element) || PRESENTATION[sightline.role(element)];

  /* What a picture on a button shows is what the words of the button say. */
  const isNamedBeside = (element) => {
    const control = element.closest(CONTROL);
    return Boolean(control && sightline.name(control));
  };

  const seen = sightline.all("img, svg, canvas")
    .filter((element) => isOnce(element) && sightline.isOnScreen(element));
  const unread = seen.filter((element) => isUnread(element) && !isNamedBeside(element));
  const photographed = seen.filter((element) => element.matches("img"));

  const main = document.querySelector("main, [role=main]") || document.body;
  const ask = (rule, { length: count }) => (
    count ? [{ ...sightline.describe(main), rule, values: { count }, outcome: "needs-person" }] : []
  );
  return [...ask("unread-pictures-only-adorn", unread), ...ask("pictures-show-no-words", photographed)];
}
