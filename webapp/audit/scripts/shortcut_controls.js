/* Controls that can be seen and speak of shortcuts: what switches them off, or leads there.
   Their names tell; so does a sentence that calls another control by its name. */
() => {
  const SPEAKS = /short-?cut|hot-?key|key ?binding|single.?(key|character)|remap|tastenk|tastenbefehl|kurzbefehl/i;
  const { everything, isAlive, number } = sightline.stops;
  sightline.refresh();
  const named = (each) => `${sightline.name(each)} ${each.closest("label, fieldset")?.textContent || ""}`;
  return everything()
    .filter((each) => each.matches(
      "input:is([type=checkbox], [type=radio], [type=button]), select, button, a[href], [role=switch], "
      + "[role=checkbox], [role=button], summary",
    ) && isAlive(each) && SPEAKS.test(named(each)))
    .map((each) => ({
      number: number(each), leaves: each.matches("a[href]:not([href^='#'])"),
      ticks: each.matches("input, [role=switch], [role=checkbox]") && each.type !== "button",
    }));
}
