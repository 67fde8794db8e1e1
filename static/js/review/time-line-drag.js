// Captions are dragged along the time line, as a whole or by an edge. Keys and buttons do the same.

const SLIP_PX = 4;
const SNAP_PX = 10;

// `snaps`: whether edges go to marks; Alt holds that off. `drop` gets what was dragged.
export function startDragging(view, blocks, { snaps, drop }) {
  view.board.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    const edge = event.target.closest(".line-edge");
    const block = edge ? blocks.chosen : event.target.closest(".block");
    if (!block) return;
    const part = edge ? edge.id.replace("line-edge-", "") : "whole";
    follow(event, { view, blocks, block, part, snaps, drop });
  });
}

function follow(from, { view, blocks, block, part, snaps, drop }) {
  const grip = part === "whole" ? block.querySelector("button") : blocks.edges.get(part);
  const before = blocks.times(block);
  const end = new AbortController();
  const hear = (name, act) => grip.addEventListener(name, act, { signal: end.signal });
  let times = null;
  grip.setPointerCapture(from.pointerId);
  hear("pointermove", (event) => {
    const way = event.clientX - from.clientX;
    if (!times && Math.abs(way) < SLIP_PX) return;
    if (!times) blocks.choose(block);
    const reach = snaps() && !event.altKey ? view.timeOf(SNAP_PX) : 0;
    times = blocks.dragged(before, part, view.timeOf(way), reach);
    blocks.put(block, times);
  });
  const stop = () => {
    end.abort();
    if (times) drop(block, null);
  };
  hear("pointercancel", stop);
  hear("keydown", (event) => { if (event.key === "Escape") stop(); });
  hear("pointerup", () => {
    end.abort();
    if (!times) return;
    // The end of a drag is no click on the caption.
    grip.addEventListener("click", (click) => click.stopImmediatePropagation(), { capture: true, once: true });
    grip.focus({ preventScroll: true });
    drop(block, times);
  });
}
