/* Which of axe's rules for one ACT rule of the W3C, and of some besides, are broken in the page,
   with the roles of what breaks them. */
async ({ act, besides }) => {
  const values = axe.getRules()
    .filter(({ ruleId, actIds }) => (actIds || []).includes(act) || besides.includes(ruleId))
    .map(({ ruleId }) => ruleId);
  if (!values.length) return {};
  const { violations } = await axe.run(document, {
    runOnly: { type: "rule", values }, resultTypes: ["violations"],
  });
  sightline.refresh();
  /* HTML has no role for these fields; axe takes them for text boxes. */
  const HAS_NONE = "input:is([type=color], [type=file], [type=password], [type=date],"
    + " [type=datetime-local], [type=month], [type=time], [type=week]):not([role])";
  const roleOf = ({ target }) => {
    const element = sightline.find(target.flat());
    if (!element || element.ownerDocument !== document || element.matches(HAS_NONE)) return "";
    return sightline.role(element) || "";
  };
  return Object.fromEntries(violations.map(({ id, nodes }) => [id, nodes.map(roleOf)]));
}
