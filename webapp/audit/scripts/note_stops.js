/* From now on sightline.stops.noted are the elements that had the focus after each Tab; null is
   none. A key that goes up does so in what the focus has come to. */
() => {
  const { deepest } = sightline.stops;
  const noted = [];
  sightline.stops.noted = noted;
  const note = (event) => {
    if (event.key === "Tab") noted.push(deepest());
  };
  window.addEventListener("keyup", note, true);
  sightline.stops.stopNoting = () => window.removeEventListener("keyup", note, true);
}
