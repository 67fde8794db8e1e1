// Where the edges of captions go. Times are in ms; nothing here knows of the page.

// The time of the next frame, or of the one before.
export function byFrame(ms, direction, frame) {
  const number = ms / frame;
  const near = Math.round(number);
  const isOn = Math.abs(near - number) * frame < 1;
  const next = direction > 0 ? Math.floor(number) + 1 : Math.ceil(number) - 1;
  return Math.round((isOn ? near + direction : next) * frame);
}

// Where a beginning and an end may snap to: cuts, and the edges of other captions with a gap
// between. A caption ends a gap before a cut, so that it does not hang over.
export function marks({ shots, others, gap }) {
  const inOrder = (times) => [...new Set(times)].filter((ms) => ms >= 0).sort((a, b) => a - b);
  return {
    start: inOrder([...shots, ...others.map(({ end }) => end + gap)]),
    end: inOrder([...shots, ...others.map(({ start }) => start)].map((ms) => ms - gap)),
  };
}

// The mark before or after a time; null where there is none.
export function markBeside(ms, direction, times) {
  const ahead = times.filter((each) => (direction > 0 ? each > ms : each < ms));
  return (direction > 0 ? ahead[0] : ahead.at(-1)) ?? null;
}

// Move a part of a caption (whole, start, end) so that its place is `to`: of the whole, where it
// begins. It stays within the media and lasts a frame at least.
export function moved({ start, end }, part, to, { frame, length }) {
  const least = Math.ceil(frame);
  if (part === "start") return { start: between(0, to, end - least), end };
  if (part === "end") return { start, end: between(start + least, to, Math.max(length, end)) };
  const begin = between(0, to, Math.max(length - (end - start), 0));
  return { start: begin, end: begin + end - start };
}

// How far a moved caption has to go on to be at the nearest mark; 0 where none is within `reach`.
export function toMark({ start, end }, part, { start: starts, end: ends }, reach) {
  const ways = [
    ...(part === "end" ? [] : starts.map((ms) => ms - start)),
    ...(part === "start" ? [] : ends.map((ms) => ms - end)),
  ].filter((way) => Math.abs(way) <= reach);
  return ways.length ? ways.reduce((best, way) => (Math.abs(way) < Math.abs(best) ? way : best)) : 0;
}

// As it stands in fields, such as 0:03.200, and as it is read, such as 0:03.2.
export function stamp(ms) {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  const whole = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  return `${whole}.${String(ms % 1000).padStart(3, "0")}`;
}

export function shortStamp(ms) {
  return stamp(ms).replace(/\.?0+$/, "");
}

// The ms of a time that was typed; null where it is none.
export function readStamp(typed) {
  const found = /^(?:(?:(\d+):)?(\d+):)?(\d+)(?:[.,](\d{1,3}))?$/.exec(typed.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = found.slice(1, 4).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((found[4] ?? "").padEnd(3, "0"));
}

function between(least, value, most) {
  return Math.round(Math.max(least, Math.min(value, most)));
}
