/* What axe says of its rules. */
() => axe._audit.rules.map(({ id, tags, actIds, impact }) => ({ ruleId: id, tags, actIds, impact }))
