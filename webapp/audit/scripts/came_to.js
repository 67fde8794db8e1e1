/* Whether what has the focus is the target of the address, or stands in or after it. */
(hash) => {
  const name = decodeURIComponent(hash.slice(1));
  const target = document.getElementById(name) || document.getElementsByName(name)[0];
  const element = sightline.stops.deepest();
  if (!target || !element) return target !== undefined && element === null;
  return target.contains(element) || sightline.stops.isBefore(target, element);
}
