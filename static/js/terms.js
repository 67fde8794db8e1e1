// Words of the glossary in a transcript: the panel that explains one comes when it is first wanted.
// Without scripts the same link leads to the word's own page.

const TERM = ".term, .term-more";
let asked = null;

for (const name of ["pointerover", "focusin", "click"]) {
  document.addEventListener(name, (event) => {
    const term = event.target.closest?.(TERM);
    if (!term) return;
    const link = term.matches(".term") ? term.nextElementSibling : term;
    const isPress = name === "click";
    // A press on the word itself plays from there; keys and taps use the link.
    if (isPress && (term !== link || event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (name === "pointerover" && event.pointerType !== "mouse") return;
    if (isPress) event.preventDefault();
    meet(link, name, isPress);
  });
}

async function meet(link, name, isPress) {
  asked ??= import("./term-panel.js");
  try {
    const { panel } = await asked;
    panel.meet(link, name);
  } catch {
    asked = null;
    if (isPress) location.assign(link.href);
  }
}
