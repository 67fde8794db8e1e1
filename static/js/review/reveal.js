// A place that may lie in a closed part of the page: it is opened first, else the focus cannot go there.

export function focusIn(place) {
  for (let part = place?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  place?.focus();
}
