// 'Copy' takes the whole transcript, also what is not loaded. Without scripts, or where the browser
// does not let us copy, the same links show the text.

export function start(stage, fold) {
  fold.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-copied]");
    if (!link || !navigator.clipboard?.write || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    try {
      // The text comes as a promise: some browsers let only the click itself copy.
      const text = fetch(link.href).then((answer) => (answer.ok ? answer.blob() : Promise.reject()));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
      stage.say(link.dataset.copied);
    } catch {
      location.assign(link.href);
    }
  });
}
