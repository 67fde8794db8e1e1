// Who else is here: told when a row is opened or closed, and asked for now and then; the less
// happens, the more seldom. Names go to the rows and into one list.

const SHORTEST_MS = 5000;
const LONGEST_MS = 40_000;
const BEAT_MS = 30_000; // the server forgets whoever is silent for three of these

export function start(desk) {
  const list = () => document.getElementById("desk-people");
  let wait = SHORTEST_MS;
  let timer = 0;
  let beaten = 0;
  let isActive = true;

  const plan = () => {
    clearTimeout(timer);
    timer = setTimeout(tick, wait);
  };
  async function tick() {
    if (document.hidden) return plan();
    const before = list()?.textContent;
    const beats = isActive && Date.now() - beaten >= BEAT_MS;
    await (beats ? beat() : ask());
    wait = list()?.textContent === before ? Math.min(wait * 2, LONGEST_MS) : SHORTEST_MS;
    plan();
  }
  const ask = () => desk.load(`${desk.address}/presence`, "#desk-people").then(mark);
  async function beat() {
    beaten = Date.now();
    isActive = false;
    const values = { csrf_token: desk.token, cue: desk.open[0]?.dataset.cue ?? "" };
    try {
      await htmx.ajax("POST", `${desk.address}/presence`, { source: list(), target: "#desk-people", swap: "outerHTML", values });
    } catch {
      return; // it is asked for again
    }
    mark();
  }

  // At each row stand the names of those who have it open.
  function mark() {
    for (const each of desk.rows.querySelectorAll(".row-people")) each.remove();
    for (const person of list()?.querySelectorAll("[data-at]") ?? []) {
      const marks = desk.row(person.dataset.at)?.querySelector(".row-marks");
      if (!marks) continue;
      const mark = document.getElementById("row-people").content.firstElementChild.cloneNode(true);
      mark.querySelector("bdi").textContent = person.querySelector("bdi").textContent;
      marks.append(mark);
    }
  }

  for (const name of ["input", "focusin", "pointerdown"]) desk.element.addEventListener(name, () => { isActive = true; });
  for (const name of ["open", "closed"]) desk.on(name, () => { wait = SHORTEST_MS; beat(); plan(); });
  desk.on("rows", mark);
  addEventListener("pagehide", () => {
    navigator.sendBeacon(`${desk.address}/presence`, new URLSearchParams({ csrf_token: desk.token, left: "1" }));
  });
  beat();
  plan();
}
