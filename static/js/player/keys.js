// Shortcuts: keys that count while the focus is in the player, and the list of them.

export function start(stage) {
  const commands = JSON.parse(stage.element.dataset.keys);
  const list = document.getElementById("shortcuts");
  const letters = document.getElementById("letter-keys");
  stage.element.addEventListener("keydown", (event) => {
    const command = !isLeftAlone(stage, event) && commands[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!command) return;
    event.preventDefault();
    stage.send("command", { name: command });
  });
  stage.obey("help", () => list.showModal());
  stage.on("setting", ({ name, value }) => { if (name === "letter_keys") letters.checked = value; });
  letters.addEventListener("change", () => stage.settings.set("letter_keys", letters.checked));
}

// Keys of the browser, of a dialog, of whatever is typed in, and letters that the viewer has
// switched off. Space and Enter are not letters: they count where they do not press something themselves.
function isLeftAlone(stage, event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog")) return true;
  if (target.matches("select, textarea, input:not([type=range], [type=checkbox], [type=radio])")) return true;
  if (key.startsWith("Arrow")) return target.matches("input, [role=slider], [role=radio], [role=tab]");
  if (key === " " || key === "Enter") return target.matches("button, summary, a, input");
  return key.length === 1 && !stage.settings.get("letter_keys");
}
