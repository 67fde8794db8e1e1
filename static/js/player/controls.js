// Buttons: each sends its command, and shows what is.

export function start(stage) {
  const { video } = stage;
  document.getElementById("controls").hidden = false;
  video.controls = false;
  stage.element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (button) stage.send("command", { name: button.dataset.command });
  });
  document.getElementById("screen").addEventListener("click", () => stage.send("command", { name: "play" }));
  stage.obey("play", () => (video.paused ? video.play() : video.pause()));
  stage.obey("back", () => stage.seek(video.currentTime - 5));
  stage.obey("forward", () => stage.seek(video.currentTime + 5));
  stage.obey("sound", () => { video.muted = !video.muted; });
  followSetting(stage, "captions", "captions");
  followSetting(stage, "descriptions", "descriptions");
  followSetting(stage, "description-pause", "description_pause");
  const showPlaying = () => show("play-button", !video.paused);
  const showSound = () => show("sound-button", !video.muted && video.volume > 0);
  for (const name of ["play", "pause"]) stage.listen(video, name, showPlaying);
  stage.listen(video, "volumechange", showSound);
  showPlaying();
  showSound();
  startSpeed(stage, document.getElementById("speed"));
  startVolume(video, document.getElementById("volume"));
  startMore(stage, document.getElementById("more-button"));
  stage.on("setting", (changed) => { if (changed.name === "letter_keys") showKeys(stage); });
  showKeys(stage);
}

// A pressed button is on; of one whose word changes, the word says what it does next.
export function show(id, on) {
  const button = document.getElementById(id);
  if (button?.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", on);
  else if (button) name(button, on ? "on" : "off");
}

// Give a button the word of one of its states.
export function name(button, state) {
  button.dataset.state = state;
  const capital = state[0].toUpperCase() + state.slice(1);
  button.querySelector(".control-word").textContent = button.dataset[`word${capital}`];
}

function followSetting(stage, command, setting) {
  stage.obey(command, () => stage.settings.set(setting, !stage.settings.get(setting)));
  stage.on("setting", ({ name, value }) => { if (name === setting) show(`${command}-button`, value); });
}

function startSpeed(stage, select) {
  const step = (by) => {
    select.selectedIndex = Math.min(Math.max(select.selectedIndex + by, 0), select.options.length - 1);
    stage.settings.set("speed", Number(select.value));
  };
  stage.on("setting", ({ name, value }) => { if (name === "speed") select.value = value; });
  select.addEventListener("change", () => step(0));
  stage.obey("slower", () => step(-1));
  stage.obey("faster", () => step(1));
}

function startVolume(video, range) {
  range.value = video.volume * 100;
  range.addEventListener("input", () => {
    video.volume = range.value / 100;
    video.muted = false;
  });
}

function startMore(stage, button) {
  if (!button) return;
  const rest = document.getElementById("more-controls");
  button.addEventListener("click", () => stage.settings.set("more_controls", rest.hidden));
  stage.on("setting", ({ name, value }) => {
    if (name !== "more_controls") return;
    rest.hidden = !value;
    button.setAttribute("aria-expanded", value);
  });
}

// Keys that are switched off are not promised.
function showKeys(stage) {
  const on = stage.settings.get("letter_keys");
  stage.element.toggleAttribute("data-no-letters", !on);
  for (const button of stage.element.querySelectorAll("[data-letters]")) {
    if (on) button.setAttribute("aria-keyshortcuts", button.dataset.letters);
    else button.removeAttribute("aria-keyshortcuts");
  }
}
