// Doubtful words in an open caption: 'fix' marks the word in the text, so that the next letter typed
// replaces it. Pressed again, the next one is marked.

export function start(desk) {
  const show = () => {
    for (const button of desk.rows.querySelectorAll(".doubt-fix")) button.hidden = false;
  };

  desk.element.addEventListener("click", ({ target }) => {
    const button = target.closest(".doubt-fix");
    if (button) mark(button);
  });
  desk.on("open", show);
  desk.on("rows", show);
  show();
}

function mark(button) {
  const row = button.closest(".row");
  const text = row.querySelector("textarea");
  const all = [...row.querySelectorAll(".doubt-fix")];
  const isMarked = (each) => text.selectionStart === Number(each.dataset.start) && text.selectionEnd === Number(each.dataset.end);
  const wanted = isMarked(button) ? all[(all.indexOf(button) + 1) % all.length] : button;
  text.focus();
  text.setSelectionRange(Number(wanted.dataset.start), Number(wanted.dataset.end));
}
