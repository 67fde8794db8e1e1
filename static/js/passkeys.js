// Asks the browser for a passkey, as the form's data say, and sends its answer with the form
// (W3C Web Authentication Level 2). The server makes the questions and checks the answers.

const form = document.querySelector("form[data-passkey]");
const start = document.getElementById("passkey-start");
const says = document.getElementById("passkey-says");
const words = JSON.parse(form?.dataset.says ?? "{}"); // failures by the names that the standard gives them

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

const text = (buffer) => {
  const binary = Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

function question({ dataset }) {
  const options = JSON.parse(dataset.options);
  options.challenge = bytes(options.challenge);
  if (dataset.passkey === "get") {
    options.allowCredentials = named(options.allowCredentials);
  } else {
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = named(options.excludeCredentials);
  }
  return { publicKey: options };
}

function answer(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const sent = Object.fromEntries(
    parts.filter((part) => response[part]).map((part) => [part, text(response[part])]),
  );
  if (response.getTransports) sent.transports = response.getTransports();
  const extensions = JSON.stringify(credential.getClientExtensionResults());
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: sent, extensions };
}

async function ask() {
  start.hidden = true;
  says.textContent = words.asks;
  try {
    const credential = await navigator.credentials[form.dataset.passkey](question(form));
    form.elements.credential.value = JSON.stringify(answer(credential));
    says.textContent = words.checks;
    form.submit();
  } catch (error) {
    says.textContent = words[error.name] ?? words.other;
    start.hidden = false;
    start.focus();
  }
}

document.getElementById("needs-scripts").hidden = true;

if (!window.PublicKeyCredential) {
  document.getElementById("no-passkeys").hidden = false;
  for (const each of document.querySelectorAll("[data-needs-passkeys], [data-passkey]")) each.hidden = true;
} else if (form) {
  start.addEventListener("click", ask);
  ask();
}
