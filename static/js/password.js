// 'Show' beside a password. Without this file the button stays hidden and the field works.

for (const button of document.querySelectorAll(".shows-password")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const label = document.querySelector(`label[for="${field.id}"]`).textContent.trim();

  const show = (visible) => {
    field.type = visible ? "text" : "password";
    button.textContent = visible ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", `${button.textContent}: ${label}`);
  };

  button.hidden = false;
  show(false);
  button.addEventListener("click", () => show(field.type === "password"));
  // As text, the browser would keep it among what was typed into forms.
  field.form.addEventListener("submit", () => show(false));
}
