// A row opens as a form in its place, and becomes a row again. What is typed while an answer is
// under way stays in the field.

const sent = new WeakMap(); // form: the text that it sent last

export function start(desk) {
  desk.element.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest(".row-edit, [data-open], [data-command=close]");
    const text = getSelection().isCollapsed ? event.target.closest(".row:not(.row-open) .row-text") : null;
    if (!link && !text) return;
    const id = link?.dataset.open ?? (link ?? text).closest(".row").dataset.cue;
    if (link?.dataset.open && !desk.row(id)) return; // it is not in the page: the link leads to its own
    event.preventDefault();
    if (link?.dataset.command === "close") close(desk, id);
    else open(desk, id);
  });
  desk.element.addEventListener("htmx:configRequest", ({ target, detail }) => {
    if (target.matches(".cue-form")) sent.set(target, target.elements.text?.value);
  });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => keepTyping(detail));
}

// Open a caption. Others that were opened and not changed become rows again.
export async function open(desk, id) {
  if (desk.row(id)?.matches(".row-open")) return focusText(desk, id);
  const others = desk.open.filter((row) => row.dataset.cue !== id && !isChanged(row));
  const isHere = await desk.load(`${desk.address}/cues/${id}`, `#cue-${id}`);
  if (!isHere || !desk.row(id)?.matches(".row-open")) return;
  focusText(desk, id);
  desk.send("open", { id, row: desk.row(id) });
  desk.send("rows");
  for (const row of others) putBack(desk, row.dataset.cue);
}

async function close(desk, id) {
  await desk.leave();
  if (await putBack(desk, id)) document.getElementById(`edit-${id}`)?.focus();
}

async function putBack(desk, id) {
  if (!(await desk.load(`${desk.address}/cues/${id}?close`, `#cue-${id}`))) return false;
  desk.send("closed", { id });
  desk.send("rows");
  return true;
}

export function focusText(desk, id) {
  document.getElementById(`cue-text-${id}`)?.focus();
}

// Whether something in an open row is not as the server sent it.
export function isChanged(row) {
  return [...row.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
}

function keepTyping(detail) {
  const form = detail.target.querySelector?.(".cue-form");
  const text = form?.elements.text;
  if (!text || !sent.has(form) || text.value === sent.get(form)) return;
  const fresh = detail.fragment.firstElementChild;
  detail.shouldSwap = false;
  if (!fresh.matches(".row-conflict")) form.elements.version.value = fresh.dataset.version;
}
