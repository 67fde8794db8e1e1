// On the page of one's keys: the next key that is pressed after the button goes into the field.

import { nameOf } from "./key-names.js";

const form = document.getElementById("review-keys");

for (const button of form.querySelectorAll(".records-key")) {
  button.hidden = false;
  button.addEventListener("click", () => record(button));
}

function record(button) {
  const stop = new AbortController();
  say(form.dataset.recording);
  button.setAttribute("aria-pressed", "true");
  stop.signal.addEventListener("abort", () => button.removeAttribute("aria-pressed"));
  button.addEventListener("blur", () => stop.abort(), { signal: stop.signal });
  button.addEventListener("keydown", (event) => take(event, button, stop), { signal: stop.signal });
}

function take(event, button, stop) {
  if (event.key === "Tab") return;
  const key = nameOf(event);
  if (!key) return;
  event.preventDefault();
  stop.abort();
  if (key === "Escape") return say("");
  document.getElementById(button.dataset.field).value = key;
  say(form.dataset.recorded.replace("{key}", key));
}

function say(sentence) {
  document.getElementById("status").textContent = sentence;
}
