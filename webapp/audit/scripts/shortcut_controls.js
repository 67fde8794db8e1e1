/* Controls that can be seen and speak of shortcuts: what switches them off, or leads there.
   Their names tell. */
() => {
  const SPEAKS = /short-?cut|hot-?key|key ?binding|single.?(key|character)|remap|tastenk|tastenbefehl|kurzbefehl/i;
  const SPEAKS_OF_KEYS = /\bkeys?\b|taste/i;
  const { everything, isAlive, number } = sightline.stops;
  sightline.refresh();
  const named = (each) => `${sightline.name(each)} ${each.closest("label, fieldset")?.textContent || ""}`;
  return everything()
    .filter((each) => each.matches(
      "input:is([type=checkbox], [type=radio], [type=button]), select, button, a[href], [role=switch], "
      + "[role=checkbox], [role=button], summary",
    ) && isAlive(each) && (SPEAKS.test(named(each))
      || (each.matches("input, select, [role=switch]") && SPEAKS_OF_KEYS.test(named(each)))))
    .map((each) => ({
      number: number(each), leaves: each.matches("a[href]:not([href^='#'])"),
      ticks: each.matches("input, [role=switch], [role=checkbox]") && each.type !== "button",
    }));
}
