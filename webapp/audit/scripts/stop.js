/* What a stop is called. */
(number) => {
  sightline.refresh();
  return sightline.describe(sightline.stops.at(number));
}
