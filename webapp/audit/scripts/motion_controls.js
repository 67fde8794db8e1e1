/* Whether the page has controls, beside ticks that speak of motion, and one of them changes what
   the page shows: a button that does, or a field that is not closed. The page may be changed. */
async () => {
  const SPEAKS = /motion|tilt|shak|orientation|gyro|bewegung|neig|schüttel/i;
  const FIELDS = "input:not([type=hidden], [type=checkbox], [type=radio], [type=button],"
    + " [type=submit], [type=reset]), select, textarea, [role=slider], [role=spinbutton]";
  const BUTTONS = "button, input:is([type=button], [type=checkbox], [type=radio]), [role=button]";
  sightline.refresh();
  const state = () => document.body.innerText + [...document.querySelectorAll("input, select")]
    .map((each) => each.value).join();

  const isSwitch = (each) => each.matches("input:is([type=checkbox], [type=radio]), [role=switch]")
    && SPEAKS.test(sightline.name(each));
  const isUsable = (each) => sightline.isShown(each) && !each.matches(":disabled, [readonly]")
    && each.ariaDisabled !== "true" && !isSwitch(each);
  const those = (selector) => [...document.querySelectorAll(selector)].filter(isUsable);

  /* What sends or resets may lead away: it is not pressed. */
  const sends = (each) => Boolean(each.form) && /^(submit|reset|image)$/.test(each.type);
  let change = those(FIELDS).length > 0;
  for (const button of those(BUTTONS).filter((each) => !sends(each))) {
    if (change) break;
    const before = state();
    button.click();
    await new Promise((done) => { setTimeout(done, 50); });
    change = state() !== before;
  }
  return { change, any: those(`${BUTTONS}, a[href], summary, [tabindex="0"], [onclick]`).length > 0 };
}
