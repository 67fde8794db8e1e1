// Keys as webapp/review_keys.py writes them: "Ctrl+Shift+Enter", "Down", "s", "Shift+q".

const NAMES = { " ": "Space", ArrowUp: "Up", ArrowDown: "Down", ArrowLeft: "Left", ArrowRight: "Right" };
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Fn", "Dead", "Process", "Unidentified"];

// The key that was pressed, or null for a modifier alone or a key that is still being composed.
export function nameOf(event) {
  if (event.isComposing || MODIFIERS.includes(event.key)) return null;
  // On layouts where digits need Shift (French), the place of the key tells which it is.
  const digit = event.ctrlKey && event.shiftKey && /^Digit([0-9])$/.exec(event.code)?.[1];
  const name = digit || (NAMES[event.key] ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key));
  const isSign = event.key.length === 1 && !digit && event.key.toLowerCase() === event.key.toUpperCase() && event.key !== " ";
  const held = [
    event.ctrlKey && "Ctrl", event.altKey && "Alt", event.metaKey && "Meta",
    // A sign that needs Shift is named by itself: "?" is "?" on every layout.
    event.shiftKey && !isSign && "Shift",
  ];
  return [...held.filter(Boolean), name].join("+");
}

// Whether a key counts after the leader only.
export function isPlain(key) {
  return !/^(Ctrl|Alt|Meta)\+/.test(key) && !/(^|\+)F[0-9]+$/.test(key) && key !== "Escape";
}
