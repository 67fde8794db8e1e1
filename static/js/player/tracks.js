// Other captions in place: time and playing go on, the transcript hears of it as every part does, and
// htmx brings what the page says about them (templates/parts/caption_choice.html).

const CHOSEN = ["captions_language", "captions_wording"];

export function start(stage) {
  const select = document.getElementById("caption-choice");
  if (!select) return;
  const options = [...select.options];
  let easy = null;
  select.addEventListener("change", () => take(stage, select));
  stage.obey("verbatim", () => {
    const now = select.selectedOptions[0];
    if (!isVerbatim(now)) easy = now;
    const same = options.filter((each) => each.dataset.language === now.dataset.language);
    const other = isVerbatim(now) ? easy ?? same.find((each) => !isVerbatim(each)) : same.find(isVerbatim);
    if (other) choose(select, other.value);
  });
  stage.on("setting", ({ name, isLate }) => {
    if (isLate && CHOSEN.includes(name)) takeChosen(stage.settings, select);
  });
  stage.listen(document, "click", (event) => {
    const link = event.target.closest("a[data-takes-captions]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(select, link.dataset.takesCaptions);
    select.focus();
  });
}

function isVerbatim(option) {
  return "verbatim" in option.dataset;
}

function choose(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

// The page was made before the server heard of what the viewer chose in the one before.
function takeChosen({ values }, select) {
  const now = select.selectedOptions[0];
  const ofLanguage = (language) => [...select.options].filter((each) => each.dataset.language === language);
  const chosen = ofLanguage(values.get("captions_language"));
  const there = chosen.length ? chosen : ofLanguage(now.dataset.language);
  const wantsVerbatim = values.get("captions_wording") === "verbatim";
  if (there.includes(now) && isVerbatim(now) === wantsVerbatim) return;
  choose(select, (there.find((each) => isVerbatim(each) === wantsVerbatim) ?? there[0]).value);
}

function take(stage, select) {
  const { track } = stage.video.querySelector(`track[data-transcript="${select.value}"]`);
  const layer = document.getElementById("caption-layer");
  layer.lang = track.language;
  layer.dir = select.selectedOptions[0].dataset.dir;
  stage.choose(track);
  remember(stage, select);
  stage.say(select.selectedOptions[0].textContent);
}

// For the next video: the language, and the wording where there is one to choose.
function remember({ settings }, { options, selectedOptions: [now] }) {
  const { language } = now.dataset;
  const wordings = [...options].filter((each) => each.dataset.language === language).map(isVerbatim);
  settings.set("captions_language", language);
  if (new Set(wordings).size > 1) settings.set("captions_wording", isVerbatim(now) ? "verbatim" : "easy");
}
