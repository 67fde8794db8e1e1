// The same form as a page: the preview follows each change; it is kept with 'Keep'.

import { preview, valueOf } from "./caption-form.js";

const form = document.getElementById("caption-form");
const fields = (name) => [...form.querySelectorAll(`[name="${name}"]:not([type=hidden])`)];
const get = (name) => valueOf(fields(name).find((field) => field.type !== "radio" || field.checked));
const show = () => preview(form, document.getElementById("main"), get);

form.addEventListener("input", show);
show();
