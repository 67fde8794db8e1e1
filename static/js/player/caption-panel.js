// The caption settings beside the stage: a change is seen at once, and kept.

import { fill, preview, valueOf } from "./caption-form.js";

export function startPanel(stage) {
  const panel = document.getElementById("caption-panel");
  const form = document.getElementById("caption-form");
  const button = document.getElementById("caption-settings-button");
  const get = (name) => stage.settings.get(name);
  let opener = button;

  const open = (isOpen) => {
    if (isOpen) opener = stage.element.contains(document.activeElement) ? document.activeElement : button;
    if (isOpen) panel.show();
    else panel.close();
    button?.setAttribute("aria-expanded", isOpen);
    if (isOpen) form.querySelector("[type=range]").focus({ preventScroll: getComputedStyle(panel).position === "absolute" });
    else (opener?.checkVisibility() ? opener : button)?.focus();
  };

  stage.obey("caption-settings", () => open(!panel.open));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open(false);
    // A letter chooses in a list, and an arrow moves a slider: the player's keys rest here.
    if (event.target.matches("input, select") || event.key === "Escape") event.stopPropagation();
  });
  form.addEventListener("input", ({ target }) => stage.settings.set(target.name, valueOf(target)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const [name, value] of Object.entries(JSON.parse(form.dataset.usual))) stage.settings.set(name, value);
  });
  stage.on("setting", ({ name, value }) => {
    fill(form, name, value);
    preview(form, stage.element, get);
  });
  for (const name of Object.keys(JSON.parse(form.dataset.usual))) fill(form, name, get(name));
  preview(form, stage.element, get);
}
