/* How many things there are to choose in the main part. A form, a player, a closed part, a group
   and a bar of links are one choice each. Of a list only what can be done with one entry counts,
   that with most: to choose among entries is not to weigh all that stands in them. Links within a
   sentence are no choice of the page. */
() => {
  const CONTROLS = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const WHOLES = "form, details, nav, fieldset, [role=group], [role=toolbar], [role=radiogroup],"
    + " [role=tablist], [role=navigation], [role=search]";
  const LISTS = "ul, ol, dl, table, [role=list], [role=listbox], [role=grid]";
  const ENTRIES = "li, dd, tr, [role=listitem], [role=option], [role=row]";

  const main = document.querySelector("main, [role=main]") || document.body;

  const outermost = (element, selector) => {
    let found = null;
    for (let each = element; each && each !== main; each = each.parentElement) {
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

  const wholes = new Set();
  const lists = new Map();
  for (const each of main.querySelectorAll(CONTROLS)) {
    if (!sightline.isShown(each) || isInSentence(each)) continue;
    const [list, whole] = [outermost(each, LISTS), outermost(each, WHOLES)];
    const unit = player(each) || each.closest(WHOLES) || each;
    if (list && !whole?.contains(list)) {
      if (!lists.has(list)) lists.set(list, new Map());
      const entry = outermost(each, ENTRIES) || each;
      const entries = lists.get(list);
      if (!entries.has(entry)) entries.set(entry, new Set());
      entries.get(entry).add(unit);
    } else {
      wholes.add(player(each) || whole || each);
    }
  }
  const most = [...lists.values()].map((entries) => (
    Math.max(...[...entries.values()].map((units) => units.size))
  ));
  return most.reduce((sum, count) => sum + count, wholes.size);
}
