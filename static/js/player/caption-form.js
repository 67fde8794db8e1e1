// The caption form: it shows what is chosen, and at once what that looks like.

import { dress } from "./caption-style.js";

export function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  return field.type === "range" ? Number(field.value) : field.value;
}

// Dress `root` in the style that `get` names, and say beside the form what it is like.
export function preview(form, root, get) {
  const isHard = dress(root, get, form) < 4.5;
  form.querySelector(".caption-hard").hidden = !isHard;
  root.querySelector(".caption-sample").dataset.place = get("caption_place");
  for (const output of form.querySelectorAll("output")) {
    output.hidden = false;
    output.value = `${get(output.htmlFor.value)} %`;
  }
}

export function fill(form, name, value) {
  for (const field of form.querySelectorAll(`[name="${name}"]:not([type=hidden])`)) {
    if (field.type === "checkbox") field.checked = value;
    else if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
  }
}
