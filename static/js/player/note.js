// One quiet line beside the time says why playback is slower or stands still. It keeps its place,
// so that nothing moves, and is not read out at each change.

const notesOf = new WeakMap();

// `why` is one of the sentences of the page; rate null: it no longer holds.
export function note(why, rate) {
  const line = document.getElementById("pace-note");
  const notes = notesOf.get(line) ?? new Map();
  notesOf.set(line, notes);
  if (rate === null) notes.delete(why);
  else notes.set(why, line.dataset[why].replace("{rate}", inNumbers(rate)));
  line.textContent = [...notes.values()].at(-1) ?? "";
}

function inNumbers(rate) {
  return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 }).format(rate);
}
