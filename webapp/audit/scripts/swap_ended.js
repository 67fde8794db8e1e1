/* What a swap has done: null where none came or a new page did. */
async () => {
  const { swap } = sightline;
  const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const LOOK_MS = 20;
  for (let ms = 0; ms < 1000 && !swap.asked; ms += LOOK_MS) await wait(LOOK_MS);
  for (let ms = 0; ms < 2000 && swap.asked && !swap.settled && !swap.failed; ms += LOOK_MS) await wait(LOOK_MS);
  if (!swap.settled) return { swapped: false, failed: swap.failed };
  await wait(120);
  sightline.refresh();
  const now = sightline.stops.everything();
  const fresh = now.filter((each) => !swap.known.has(each));

  const replaced = swap.regions.filter(({ region, id, text }) => {
    if (region.isConnected || !id) return false;
    const other = document.getElementById(id);
    return other?.matches(swap.live) && other.textContent.trim() && other.textContent.trim() !== text;
  }).map(({ id }) => document.getElementById(id));

  const counts = new Map();
  for (const each of document.querySelectorAll("[id]")) {
    counts.set(each.id, [...(counts.get(each.id) || []), each]);
  }
  const twice = [...counts].filter(([id, each]) => each.length > 1 && (swap.ids.get(id) || 0) < 2)
    .map(([, each]) => each.at(-1));

  const tops = fresh.filter((each) => swap.known.has(each.parentElement) && document.body.contains(each));
  let broken = [];
  if (tops.length) {
    const ran = await axe.run({ include: tops.slice(0, 20) }, {
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
      resultTypes: ["violations"],
    });
    sightline.refresh();
    broken = ran.violations.flatMap((rule) => rule.nodes.map((node) => {
      let element = null;
      try { element = document.querySelector(node.target.flat()[0]); } catch { /* in a frame */ }
      return { element, help: rule.help, rule: rule.id };
    })).filter(({ element }) => element && !swap.known.has(element));
  }
  return {
    swapped: true, failed: "", lost: sightline.stops.focused() < 0,
    replaced: replaced.map(sightline.describe), twice: twice.map(sightline.describe),
    broken: broken.map(({ element, help }) => ({ ...sightline.describe(element), help })),
    title: document.title,
  };
}
