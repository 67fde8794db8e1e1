// Going to another caption: the next of a kind, a time, a number. The rows around it come into the
// page, and the focus goes there. Without scripts the same links and forms lead to another page.

export function start(desk) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const query = { next: link.dataset.jump, after: desk.current?.dataset.cue ?? desk.last };
    if (link.dataset.back !== undefined) query.back = "";
    jump(desk, query);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-jumps]")) return;
    event.preventDefault();
    jump(desk, new FormData(event.target));
  });
  desk.element.addEventListener("focusin", ({ target }) => {
    const row = target.closest(".row");
    if (row) desk.last = row.dataset.cue;
  });
}

export async function jump(desk, query) {
  await desk.leave();
  if (!(await desk.load(`${desk.address}/rows?${new URLSearchParams(query)}`, "#rows"))) return;
  desk.send("rows");
  const place = document.getElementById(desk.rows.dataset.arrive);
  if (desk.rows.dataset.missed !== undefined) desk.say(document.getElementById("rows-missed").content.textContent.trim());
  place?.focus();
  place?.closest(".row").scrollIntoView({ block: "nearest" });
}
