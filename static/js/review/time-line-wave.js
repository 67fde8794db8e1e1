// How the sound swings in a stretch: peaks are fetched in small parts, and drawn as a path of 1000
// by 100 (webapp/time_line_drawing.py does the same without scripts).

const ENOUGH = 500; // peaks for the whole width
const KEPT = 24; // parts: 2 KB each

export class Wave {
  #parts = new Map();

  constructor({ peaks, loudest, fineness, columns }) {
    this.address = peaks;
    this.loudest = Number(loudest);
    this.fineness = (fineness ?? "").split(" ").map(Number);
    this.columns = Number(columns);
  }

  // The path of a stretch; null where there is nothing to draw.
  async path(start, length) {
    if (!this.address) return null;
    const step = this.fineness.findLast((each) => length / each >= ENOUGH) ?? this.fineness[0];
    const [first, after] = [Math.floor(start / step), Math.ceil((start + length) / step)];
    const numbers = [];
    for (let part = Math.floor(first / this.columns); part * this.columns < after; part += 1) numbers.push(part);
    const parts = await Promise.all(numbers.map((part) => this.#part(step, part)));
    if (parts.includes(null)) return null;
    return this.#draw(join(parts), first - numbers[0] * this.columns, after - first);
  }

  #draw(peaks, first, count) {
    const height = (peak) => Math.round(Math.max(-1, Math.min(1, peak / this.loudest)) * 49);
    const there = [];
    const back = [];
    for (let n = 0; n < count && (first + n) * 2 < peaks.length; n += 1) {
      const x = Math.round(((n + 0.5) * 1000) / count);
      there.push(`${x} ${50 - Math.max(height(peaks[(first + n) * 2 + 1]), 1)}`);
      back.push(`${x} ${50 - Math.min(height(peaks[(first + n) * 2]), -1)}`);
    }
    return there.length ? `M${there.join("L")}L${back.reverse().join("L")}z` : "";
  }

  #part(step, number) {
    const name = `${step}-${number}`;
    const kept = this.#parts.get(name) ?? fetched(`${this.address}&step=${step}&part=${number}`);
    this.#parts.delete(name);
    this.#parts.set(name, kept); // the last one that is thrown away
    if (this.#parts.size > KEPT) this.#parts.delete(this.#parts.keys().next().value);
    kept.then((peaks) => { if (!peaks) this.#parts.delete(name); });
    return kept;
  }
}

async function fetched(address) {
  try {
    const answer = await fetch(address);
    if (answer.status === 404) return new Int8Array(0); // after the end
    return answer.ok ? new Int8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null; // no connection: the time line does without
  }
}

// Only the last part can be shorter than the others.
function join(parts) {
  const whole = new Int8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}
