// Where the transcript is: beside the picture, below it, or alone; open or closed. Remembered.

export function start(stage, fold, lines, follower) {
  const seats = document.getElementById("watch-seats");
  const form = fold.querySelector(".transcript-places");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, value } = event.submitter;
    if (name === "transcript") sit(value);
    if (name === "transcript_picture") keepPicture(event.submitter, value === "true");
    if (name === "follow") keepFollowing(event.submitter, value === "true");
    stage.settings.set(name, name === "transcript" ? value : value === "true");
  });
  stage.on("setting", ({ name, value, isLate }) => {
    if (!isLate) return;
    if (name === "transcript" && value === "closed") fold.open = false;
    else if (name === "transcript" && value !== "auto") sit(value);
    if (name === "transcript_picture") keepPicture(document.getElementById("transcript-picture"), value);
    if (name === "follow") keepFollowing(document.getElementById("transcript-follows"), value);
  });
  // It closes or opens a moment after the click.
  let wasAsked = false;
  document.getElementById("transcript-summary").addEventListener("click", () => {
    wasAsked = true;
    stage.settings.set("transcript", fold.open ? "closed" : seats.dataset.transcript);
  });
  fold.addEventListener("toggle", () => { if (fold.open && wasAsked) comeIntoSight(); });

  function sit(place) {
    const { activeElement } = document;
    seats.dataset.transcript = place;
    if (!seats.contains(fold)) seats.append(fold);
    fold.open = true;
    for (const button of form.querySelectorAll("[name=transcript]")) {
      button.setAttribute("aria-pressed", button.value === place);
    }
    document.getElementById("transcript-picture").hidden = place !== "alone";
    activeElement.focus({ preventScroll: true });
    comeIntoSight();
  }

  function comeIntoSight() {
    fold.scrollIntoView({ block: "nearest" });
    follower.show(lines.current, "instant");
  }

  function keepFollowing(button, isWanted) {
    button.value = !isWanted;
    button.setAttribute("aria-pressed", isWanted);
  }

  function keepPicture(button, isShown) {
    seats.toggleAttribute("data-without-picture", !isShown);
    button.value = !isShown;
    button.querySelector("span").textContent = isShown ? button.dataset.wordOn : button.dataset.wordOff;
  }
}
