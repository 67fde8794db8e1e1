// The signer's buttons: her view, her size, her place in the corner, and which signed version.

const MINE = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

export function startPanel(signer) {
  const panel = document.getElementById("signer-settings");
  const opener = document.getElementById("signer-settings-button");
  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", !panel.hidden);
  });
  panel.addEventListener("click", ({ target }) => press(signer, target.closest("button")));
  // Arrows move her, and not the time, while the focus is on the buttons that move her.
  document.getElementById("signer-places").addEventListener("keydown", (event) => {
    if (!MINE.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    signer.move(event.key.slice("Arrow".length).toLowerCase());
  });
  signer.stage.on("signer", show);
}

function press(signer, button) {
  if (!button) return;
  const { signerView, signerMove, signerSrc } = button.dataset;
  if (signerView) signer.choose(signerView);
  if (signerMove) signer.move(signerMove);
  if (!signerSrc) return;
  signer.take(button.dataset);
  for (const each of button.parentElement.children) each.setAttribute("aria-pressed", each === button);
  document.getElementById("signer-language").textContent = button.dataset.language;
  document.getElementById("signer-title").textContent = button.dataset.title;
  document.getElementById("signer-nature").textContent = button.dataset.nature;
  for (const link of document.querySelectorAll("[data-both-in-one]")) link.href = button.dataset.composed;
  nameInAddress(button.dataset.track);
}

// So that the same version is there after a reload, or in another look.
function nameInAddress(track) {
  const url = new URL(location.href);
  url.searchParams.set("signer", track);
  history.replaceState(history.state, "", url);
}

function show({ view, share }) {
  for (const button of document.querySelectorAll("[data-signer-view]")) {
    button.setAttribute("aria-pressed", button.dataset.signerView === view);
  }
  document.getElementById("signer-button")?.setAttribute("aria-pressed", view !== "off");
  document.getElementById("signer-places").hidden = view !== "corner";
  document.getElementById("signer-sizes").hidden = view === "off";
  const size = document.getElementById("signer-size");
  size.textContent = size.dataset.words.replace("#", share);
}
