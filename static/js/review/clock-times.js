// Times as they are typed, in milliseconds: webapp/captions/stamps.py reads and writes the same.

const STAMP = /^(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,6})(?:[.,](\d{1,3}))?$/;

export function stamp(ms) {
  const whole = Math.round(ms);
  const seconds = Math.floor(whole / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return `${h ? `${h}:${two(m)}` : m}:${two(s)}.${String(whole % 1000).padStart(3, "0")}`;
}

// Null where it is no time.
export function readStamp(typed) {
  const found = STAMP.exec(typed.replace(/\s/g, ""));
  if (!found) return null;
  const [h, m, s] = [found[1], found[2], found[3]].map((part) => Number(part ?? 0));
  if ((found[2] && s > 59) || (found[1] && m > 59)) return null;
  return ((h * 60 + m) * 60 + s) * 1000 + Number((found[4] ?? "0").padEnd(3, "0"));
}
