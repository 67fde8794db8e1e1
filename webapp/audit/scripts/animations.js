/* What moves by itself now, as the browser runs it: animations, smooth scrolling; and
   whether the page has anything that might stop it. */
() => {
  sightline.refresh();
  const MOVES = ["transform", "translate", "rotate", "scale", "left", "top", "right", "bottom",
    "margin", "width", "height", "offsetDistance", "backgroundPosition", "scroll"];
  const BLINKS = ["opacity", "visibility", "color", "backgroundColor", "filter", "display"];
  const ways = (animation) => animation.effect.getKeyframes().flatMap(Object.keys);
  const some = (list, names) => list.some((way) => names.some((name) => way.startsWith(name)));
  const running = document.getAnimations().filter((animation) => animation.playState === "running"
    && !(animation instanceof CSSTransition) && animation.effect?.target && sightline.isShown(animation.effect.target));
  const animations = running.map((animation) => {
    const timing = animation.effect.getComputedTiming();
    return {
      ...sightline.describe(animation.effect.target),
      moves: some(ways(animation), MOVES),
      blinks: some(ways(animation), BLINKS),
      round_ms: typeof timing.duration === "number" ? timing.duration : 0,
      turns_back: timing.direction?.startsWith("alternate") || false,
      lasts_ms: Number.isFinite(timing.endTime) ? timing.endTime : -1,
    };
  });
  const smooth = [document.documentElement, document.body]
    .filter((element) => getComputedStyle(element).scrollBehavior === "smooth")
    .map(sightline.describe);
  const seconds = (text) => text.split(",").map((each) => parseFloat(each) * (each.trim().endsWith("ms") ? 0.001 : 1));
  const WAY = /^(transform|translate|rotate|scale|left|top|right|bottom|all)$/;
  const glides = (style) => style.transitionProperty.split(", ").some((way, n) => {
    const times = seconds(style.transitionDuration);
    return WAY.test(way) && times[n % times.length] > 0.05;
  });
  const gliding = [...document.querySelectorAll("body, body *")].filter((element) => sightline.isShown(element)
    && [null, "::before", "::after"].some((part) => glides(getComputedStyle(element, part))));
  const kinds = new Map(gliding.map((element) => [`${element.localName}.${element.className}`, element]));
  const transitions = [...kinds.values()].map(sightline.describe);
  const controls = [...document.querySelectorAll("button, [role=button], input[type=button], input[type=checkbox]")]
    .some((each) => sightline.isShown(each));
  return { animations, transitions, smooth, controls };
}
