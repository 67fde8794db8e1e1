// The upload form with JavaScript: how much has been sent, said at quarters, and a way to stop.
// Without it the browser shows its own progress. What it says stands in the form's data-says.

const status = document.getElementById("status");
let said = 0;

const part = (id) => document.getElementById(id);
const words = () => JSON.parse(part("upload-form").dataset.says);

function sending(is) {
  part("upload-bar").hidden = !is;
  part("upload-stop").hidden = !is;
  part("upload-button").setAttribute("aria-disabled", String(is));
}

function show(percent) {
  const bar = part("upload-progress");
  bar.value = percent;
  bar.textContent = bar.nextElementSibling.textContent = `${percent} %`;
}

// A file that is too large is told of before hours are spent on sending it.
function tooLarge(form) {
  const field = form.querySelector("[type=file]");
  const file = field.files[0];
  const large = Boolean(file) && file.size > Number(form.dataset.maxBytes);
  field.setCustomValidity(large ? words().tooLarge : "");
  if (large) field.reportValidity();
  return large;
}

document.addEventListener("htmx:confirm", (event) => {
  const form = event.target;
  if (form.id === "upload-form" && tooLarge(form)) event.preventDefault();
});

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.id !== "upload-form") return;
  said = 0;
  show(0);
  sending(true);
  status.textContent = words().quarters[0];
});

document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  if (target.id !== "upload-form" || !detail.lengthComputable) return;
  show(Math.floor((detail.loaded / detail.total) * 100));
  const quarter = Math.floor((detail.loaded / detail.total) * 4);
  if (quarter > said) status.textContent = words().quarters[said = quarter];
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  // An accepted upload leads to another page; everything else is no news of a sent file any more,
  // and can be tried again.
  const { xhr, requestConfig: { elt: form } } = detail;
  if (form.id !== "upload-form" || (xhr.status >= 200 && xhr.status < 400)) return;
  status.textContent = "";
  if (form.isConnected) sending(false);
});

document.addEventListener("htmx:xhr:abort", () => {
  status.textContent = words().stopped;
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest("#upload-stop")) return;
  part("upload-button").focus();
  htmx.trigger("#upload-form", "htmx:abort");
  sending(false);
});
