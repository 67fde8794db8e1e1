// Only a window of rows is in the page: those before and after it come as they are reached, and
// those that are far away go again. Nothing that is read moves, and the focus is never lost.

const MOST = 150;
const KEPT = 110; // so many stay when there are too many

export function start(desk) {
  let anchor = null;
  document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
    if (!target.matches?.(".rows-more")) return;
    const isBefore = target.id === "rows-earlier";
    anchor = { isBefore, hadFocus: target.contains(document.activeElement), ...placeOf(desk) };
    if (!detail.xhr || detail.xhr.status !== 200) anchor = null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (!anchor) return;
    const { isBefore, hadFocus, row } = anchor;
    const next = isBefore ? row?.previousElementSibling : row?.parentElement.querySelector(":scope > .row:last-of-type");
    drop(desk, isBefore);
    hold(desk, anchor);
    if (hadFocus) (next?.querySelector(".row-edit") ?? row?.querySelector(".row-edit"))?.focus({ preventScroll: true });
    anchor = null;
    desk.send("rows");
  });
}

// The row at which the reader looks, and where it is.
function placeOf(desk) {
  const space = scroller(desk).getBoundingClientRect();
  const top = Math.max(space.top, 0);
  const rows = [...desk.rows.querySelectorAll(":scope > .row")];
  const row = rows.find((each) => each.getBoundingClientRect().bottom > top) ?? rows.at(-1) ?? null;
  return { row, top: row?.getBoundingClientRect().top };
}

function hold(desk, { row, top }) {
  if (row?.isConnected) scroller(desk).scrollTop += row.getBoundingClientRect().top - top;
}

// Beside the video the list scrolls by itself; in a narrow window the page does.
function scroller(desk) {
  return desk.rows.scrollHeight > desk.rows.clientHeight + 1 ? desk.rows : document.scrollingElement;
}

// Take away the rows at the other end, up to one that is open or has the focus.
function drop(desk, atEnd) {
  const rows = [...desk.rows.querySelectorAll(":scope > .row")];
  if (rows.length <= MOST) return;
  if (atEnd) rows.reverse();
  const surplus = rows.slice(0, rows.length - KEPT);
  const stop = surplus.findIndex((row) => row.matches(".row-open") || row.contains(document.activeElement));
  const gone = stop < 0 ? surplus : surplus.slice(0, stop);
  if (!gone.length) return;
  const next = rows[gone.length];
  const number = firstNumber(desk);
  for (const row of gone) row.remove();
  const link = linkTo(desk, atEnd ? "later" : "earlier", next.dataset.cue);
  document.getElementById(link.id)?.remove();
  if (atEnd) {
    desk.rows.append(link);
  } else {
    link.value = number + gone.length - 1;
    desk.rows.prepend(link);
  }
  htmx.process(link);
}

// The number of the first row: the link before it stands for the one before.
function firstNumber(desk) {
  const link = document.getElementById("rows-earlier");
  return link ? link.value + 1 : 1;
}

function linkTo(desk, edge, from) {
  const link = document.getElementById(`rows-${edge}-link`).content.firstElementChild.cloneNode(true);
  const address = `${desk.address}/rows?edge=${edge === "later" ? "after" : "before"}&from=${from}`;
  link.setAttribute("hx-get", address);
  link.querySelector("a").href = address;
  return link;
}
