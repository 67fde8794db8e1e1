// The signer is moved and sized by hand. Buttons and keys do the same (signer-panel.js).

const SLIP_PX = 4;

export function startMoving(signer, grip) {
  signer.pane.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    if (event.target === grip) drag(event, grip, sizer(signer, event));
    else if (signer.view === "corner" && !event.target.closest("a")) drag(event, signer.pane, mover(signer, event));
  });
}

function drag(from, element, act) {
  from.preventDefault();
  element.setPointerCapture(from.pointerId);
  const end = new AbortController();
  let slipped = false;
  element.addEventListener("pointermove", (event) => {
    slipped ||= Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > SLIP_PX;
    act(event);
  }, { signal: end.signal });
  element.addEventListener("pointercancel", () => end.abort(), { signal: end.signal });
  element.addEventListener("pointerup", () => {
    end.abort();
    // The end of a drag is no click on the picture.
    if (slipped) element.addEventListener("click", (click) => click.stopImmediatePropagation(), { capture: true, once: true });
  }, { signal: end.signal });
}

function mover(signer, from) {
  const start = signer.pane.getBoundingClientRect();
  const room = document.getElementById("screen").getBoundingClientRect();
  return (event) => {
    signer.place("signer_x", percent(start.left - room.left + event.clientX - from.clientX, room.width - start.width));
    signer.place("signer_y", percent(start.top - room.top + event.clientY - from.clientY, room.height - start.height));
  };
}

function sizer(signer, from) {
  const { width } = signer.pane.getBoundingClientRect();
  const room = signer.room.getBoundingClientRect();
  const outwards = signer.pane.dataset.grip === "left" ? -1 : 1;
  return (event) => signer.resize(Math.round(percent(width + outwards * (event.clientX - from.clientX), room.width)));
}

function percent(part, whole) {
  return whole > 0 ? (part / whole) * 100 : 0;
}
