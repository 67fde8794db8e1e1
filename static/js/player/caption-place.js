// Where captions stand: in a band of their own below or above the picture, beside the signer, or
// over the picture at the place that each cue asks for (WebVTT, 7.2), never over the signer.

const MARGIN = 0.025; // of the picture, on each side
const SHARE = { start: 0, left: 0, center: 0.5, end: 1, right: 1 };
const ANCHOR = { "line-left": 0, center: 0.5, "line-right": 1 };

// The largest part of the picture that nothing of `others` covers: { x, y, width, height } in its
// own pixels.
export function freeArea(picture, others) {
  const x = picture.width * MARGIN;
  const y = picture.height * MARGIN;
  let area = { x, y, width: picture.width - 2 * x, height: picture.height - 2 * y };
  for (const other of others) {
    const left = other.left - picture.left - x;
    const right = other.right - picture.left + x;
    const top = other.top - picture.top - y;
    const bottom = other.bottom - picture.top + y;
    const isAway = right <= area.x || left >= area.x + area.width || bottom <= area.y || top >= area.y + area.height;
    if (isAway) continue;
    area = [
      { ...area, width: left - area.x },
      { ...area, x: right, width: area.x + area.width - right },
      { ...area, height: top - area.y },
      { ...area, y: bottom, height: area.y + area.height - bottom },
    ].reduce((best, part) => (size(part) > size(best) ? part : best));
  }
  return area;
}

const size = ({ width, height }) => Math.max(width, 0) * Math.max(height, 0);

// Put the paragraph of each cue to its place in `area`; `shift`: down by so much of its height.
export function place(lines, area, shift) {
  const taken = [];
  for (const [cue, line] of lines) {
    const box = measure(cue, line, area);
    const asked = wanted(cue, line, box, area);
    asked.y += shift * area.height;
    const found = clear(keep(asked, area), taken, area, cue.line === "auto" || cue.line < 0 ? -1 : 1);
    taken.push(found);
    line.style.setProperty("inset", `${found.y}px auto auto ${found.x}px`);
  }
}

function measure(cue, line, area) {
  const set = (name, value) => line.style.setProperty(name, value);
  const along = cue.vertical ? area.height : area.width;
  const anchor = ANCHOR[anchorOf(cue, line)];
  const at = positionOf(cue, line);
  const room = anchor === 0 ? 100 - at : anchor === 1 ? at : 2 * Math.min(at, 100 - at);
  const share = Math.min(cue.size, room) / 100;
  set("writing-mode", cue.vertical ? `vertical-${cue.vertical}` : "horizontal-tb");
  set("text-align", cue.align);
  set("max-inline-size", `${share * along}px`);
  const { width, height } = line.getBoundingClientRect();
  const length = cue.vertical ? height : width;
  const start = (at / 100) * along - anchor * share * along;
  return { width, height, along: start + (share * along - length) * shareOf(cue.align, line) };
}

function wanted(cue, line, box, area) {
  const across = cue.vertical ? area.width : area.height;
  const thickness = cue.vertical ? box.width : box.height;
  let edge = acrossOf(cue, line, thickness, across);
  if (cue.vertical === "rl") edge = across - thickness - edge;
  const [x, y] = cue.vertical ? [edge, box.along] : [box.along, edge];
  return { x: area.x + x, y: area.y + y, width: box.width, height: box.height };
}

// How far from the first edge a cue stands, by its line: a number of lines, or percent.
function acrossOf(cue, line, thickness, across) {
  if (!cue.snapToLines) {
    const at = cue.line === "auto" ? 100 : cue.line;
    return (at / 100) * across - SHARE[cue.lineAlign ?? "start"] * thickness;
  }
  const step = parseFloat(getComputedStyle(line).lineHeight);
  const number = cue.line === "auto" ? -1 : cue.line;
  return number < 0 ? across + (number + 1) * step - thickness : number * step;
}

const isRightToLeft = (line) => getComputedStyle(line).direction === "rtl";

function shareOf(align, line) {
  const share = SHARE[align];
  return isRightToLeft(line) && (align === "start" || align === "end") ? 1 - share : share;
}

const positionOf = (cue, line) => (cue.position === "auto" ? 100 * shareOf(cue.align, line) : cue.position);

function anchorOf(cue, line) {
  if (cue.positionAlign && cue.positionAlign !== "auto") return cue.positionAlign;
  return ["line-left", "center", "line-right"][2 * shareOf(cue.align, line)];
}

const keep = (box, area) => ({
  ...box,
  x: within(box.x, area.x, area.x + area.width - box.width),
  y: within(box.y, area.y, area.y + area.height - box.height),
});
const within = (value, low, high) => Math.max(Math.min(value, high), low);

// Move a box up (-1) or down until it covers no other; where there is no room, the other way.
function clear(box, taken, area, way) {
  for (const direction of [way, -way]) {
    let moved = box;
    for (let other; (other = taken.find((each) => overlap(each, moved))); ) {
      moved = { ...moved, y: direction < 0 ? other.y - box.height : other.y + other.height };
    }
    if (moved.y >= area.y && moved.y + moved.height <= area.y + area.height) return moved;
  }
  return box;
}

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
