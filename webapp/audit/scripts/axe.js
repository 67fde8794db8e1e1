/* What axe finds and what it cannot decide, element by element, with the values it measured.
   ``parts`` are what axe_part found in each frame, where there is more than one. */
async ({ options, parts }) => {
  axe.teardown();
  const results = parts.length ? await axe.finishRun(parts, options) : await axe.run(options);
  const measured = (checks) => checks.map((check) => check.data).find((data) => data) || {};
  const digest = (outcome) => ({ id, nodes }) => nodes.map(({ target, any, all, none }) => {
    const checks = [...all, ...none, ...any];
    /* Of what would do each alone one is enough to say what is missing. */
    const telling = checks.slice(0, Math.max(all.length + none.length, 1));
    return {
      ...sightline.describePath(target),
      rule: id,
      outcome,
      said: [...new Set(telling.map((check) => check.message))].join(" "),
      measured: measured(checks),
    };
  });
  sightline.refresh();
  return [
    ...results.violations.flatMap(digest("failed")),
    ...results.incomplete.flatMap(digest("needs-person")),
  ];
}
