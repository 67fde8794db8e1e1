/* How many things there are to choose in the main part. A form (with a button elsewhere that sends
   it), a player, a closed part, a group and a bar of links are one choice each. Of a list only what
   can be done with one entry counts, that with most: to choose among entries is not to weigh all
   that stands in them. A list in an entry is counted likewise. Links within a sentence are no
   choice of the page. */
() => {
  const CONTROLS = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const WHOLES = "form, details, nav, fieldset, [role=group], [role=toolbar], [role=radiogroup],"
    + " [role=tablist], [role=navigation], [role=search]";
  const LISTS = "ul, ol, dl, table, [role=list], [role=listbox], [role=grid]";
  const ENTRIES = "li, dd, tr, [role=listitem], [role=option], [role=row]";

  const main = document.querySelector("main, [role=main]") || document.body;

  const outermost = (element, within, selector) => {
    let found = null;
    for (let each = element; each && each !== within; each = each.parentElement) {
      if (each.matches(selector)) found = each;
    }
    return found;
  };

  const player = (element) => element.closest("section, figure, div[role=region]")
    ?.querySelector("video, audio");

  const isInSentence = (element) => {
    const sentence = element.localName === "a" && element.closest("p");
    const words = (each) => each.textContent.replace(/\s+/g, " ").trim().length;
    return sentence && words(sentence) > words(element) + 1;
  };

  const isShownIn = (form) => [...form.elements].some((each) => (
    form.contains(each) && sightline.isShown(each)
  ));

  const goesWithItsForm = (element) => (
    element.form && !element.form.contains(element) && isShownIn(element.form)
  );

  const isChoice = (element) => (
    sightline.isShown(element) && !isInSentence(element) && !goesWithItsForm(element)
  );

  const countIn = (part) => {
    const wholes = new Set();
    const lists = new Map();
    for (const each of part.querySelectorAll(CONTROLS)) {
      if (!isChoice(each)) continue;
      const unit = outermost(each, part, `${LISTS}, ${WHOLES}`);
      const playing = player(each);
      if (unit?.matches(LISTS) && (!playing || unit.contains(playing))) {
        lists.set(unit, (lists.get(unit) || new Set()).add(outermost(each, unit, ENTRIES) || each));
      } else {
        wholes.add(playing || unit || each);
      }
    }
    const most = [...lists.values()].map((entries) => (
      Math.max(...[...entries].map((entry) => countIn(entry) || 1))
    ));
    return most.reduce((sum, count) => sum + count, wholes.size);
  };

  return countIn(main);
}
