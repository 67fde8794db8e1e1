const TERM = ".term, .term-more, .sign-here";
let asked = null;

for (const name of ["pointerover", "focusin", "click"]) {
  document.addEventListener(name, (event) => {
    const term = event.target.closest?.(TERM);
    if (!term) return;
    const link = term.matches(".term") ? term.nextElementSibling : term;
    const isPress = name === "click";
    if (!isPress && link.matches(".sign-here")) return; // it says what it is: nobody opens it by the way
    if (isPress && (term !== link || event.ctrlKey || event.metaKey)) return;
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
