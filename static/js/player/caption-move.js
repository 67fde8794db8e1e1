// Captions are moved by keys, by buttons and, over the picture, by drag: from above the picture
// through it to below it. Their size has keys as well.

const STEP = 5; // percent of the picture
const SIZE_STEP = 10;
const SIZES = [50, 200];
const LEAST_PX = 4; // a shorter drag is none

export function startMoving(stage, layer) {
  const mover = new Mover(stage, layer);
  stage.obey("captions-up", () => mover.step(-1));
  stage.obey("captions-down", () => mover.step(1));
  stage.obey("captions-larger", () => resize(stage, SIZE_STEP));
  stage.obey("captions-smaller", () => resize(stage, -SIZE_STEP));
  layer.addEventListener("pointerdown", (event) => mover.take(event));
}

function resize(stage, by) {
  const size = Math.min(Math.max(stage.settings.get("caption_size") + by, SIZES[0]), SIZES[1]);
  stage.settings.set("caption_size", size);
  stage.say(`${size} %`);
}

class Mover {
  constructor(stage, layer) {
    this.stage = stage;
    this.layer = layer;
    this.screen = document.getElementById("screen");
  }

  step(way) {
    const { settings } = this.stage;
    const place = settings.get("caption_place");
    if (place !== "over") {
      const isOutward = place === (way < 0 ? "above" : "below");
      if (!isOutward) this.put("over", place === "above" ? -90 : 0);
    } else if (this.#isAtEdge(way)) {
      this.put(way < 0 ? "above" : "below", 0);
    } else {
      this.put("over", settings.get("caption_shift") + way * STEP);
    }
  }

  put(place, shift) {
    const { settings } = this.stage;
    const isOther = place !== settings.get("caption_place");
    settings.set("caption_shift", Math.round(Math.min(Math.max(shift, -100), 100)));
    settings.set("caption_place", place);
    if (isOther) this.stage.say(document.querySelector(`#caption-form [name=caption_place][value=${place}]`).closest("label").textContent.trim());
  }

  #isAtEdge(way) {
    const shift = this.stage.settings.get("caption_shift");
    const line = this.layer.firstElementChild?.getBoundingClientRect();
    if (!line) return way < 0 ? shift <= -90 : shift >= 0;
    const screen = this.screen.getBoundingClientRect();
    const room = screen.height * (STEP / 100);
    return way < 0 ? line.top - screen.top < room : screen.bottom - line.bottom < room;
  }

  take(event) {
    if (event.button || this.layer.dataset.place !== "over") return;
    const screen = this.screen.getBoundingClientRect();
    const from = this.stage.settings.get("caption_shift");
    const gone = new AbortController();
    const { signal } = gone;
    addEventListener("pointermove", (moved) => {
      const by = moved.clientY - event.clientY;
      if (Math.abs(by) < LEAST_PX) return;
      if (moved.clientY > screen.bottom) this.put("below", 0);
      else if (moved.clientY < screen.top) this.put("above", 0);
      else this.put("over", from + (100 * by) / screen.height);
    }, { signal });
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => gone.abort(), { signal });
    event.preventDefault();
  }
}
