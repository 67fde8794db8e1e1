/* Remembers the page as it is before a swap, and what htmx says of it meanwhile. */
(number) => {
  const LIVE = "[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive], output";
  const swap = { settled: 0, failed: "", asked: 0 };
  const regions = [...document.querySelectorAll(LIVE)]
    .map((region) => ({ region, id: region.id, text: region.textContent.trim() }));
  const known = new WeakSet(sightline.stops.everything());
  const ids = new Map();
  for (const each of document.querySelectorAll("[id]")) ids.set(each.id, (ids.get(each.id) || 0) + 1);
  Object.assign(sightline, { swap: { ...swap, regions, known, ids, live: LIVE } });
  const on = (name, work) => document.addEventListener(`htmx:${name}`, work);
  on("beforeRequest", () => { sightline.swap.asked += 1; });
  on("afterSettle", () => { sightline.swap.settled += 1; });
  on("responseError", (event) => { sightline.swap.failed = String(event.detail.xhr.status); });
  on("sendError", () => { sightline.swap.failed = "nothing"; });
  const control = sightline.stops.at(number);
  const fields = control.matches("form") ? [...control.elements] : [control];
  const PLAUSIBLE = { email: "ana@example.org", number: "1", url: "https://example.org/", tel: "030 1234",
    date: "2026-05-04", time: "10:00", color: "#000000", month: "2026-05", week: "2026-W19" };
  for (const field of fields) {
    const fills = field.matches("input:not([type=hidden], [type=checkbox], [type=radio], [type=file], "
      + "[type=submit], [type=button], [type=password], [type=range]), textarea")
      && !field.value && !field.disabled && !field.readOnly && sightline.isShown(field);
    if (fills && control.matches("form")) field.value = PLAUSIBLE[field.type] || "bread";
  }
  control.scrollIntoView({ block: "center", behavior: "instant" });
  const send = control.matches("form")
    && fields.find((each) => each.type === "submit" && sightline.isShown(each));
  (send || control).focus();
  return sightline.stops.focused();
}
