/* Whether what has the focus is the target of the address, or stands in or after it; or nothing
   that could have the focus does. */
(hash) => {
  const name = decodeURIComponent(hash.slice(1));
  const target = document.getElementById(name) || document.getElementsByName(name)[0];
  const { deepest, isBefore, tabbable } = sightline.stops;
  const follows = (element) => target.contains(element) || isBefore(target, element);
  if (!target) return false;
  return tabbable().some(follows) ? follows(deepest() || document.body) : true;
}
