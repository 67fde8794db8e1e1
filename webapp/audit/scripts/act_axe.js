/* Which of axe's rules for one ACT rule of the W3C are broken in the page. */
async (act) => {
  const named = axe.getRules().filter((rule) => (rule.actIds || []).includes(act));
  if (!named.length) return [];
  const values = named.map((rule) => rule.ruleId);
  const { violations } = await axe.run(document, {
    runOnly: { type: "rule", values }, resultTypes: ["violations"],
  });
  return violations.map((rule) => rule.id);
}
