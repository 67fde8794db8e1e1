// A list whose links exchange the main part of the page: focus stays on the link, or goes to the
// heading of the results when another page of them came, or when the link is not there any more.

document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  if (target.id !== "main" || !detail.boosted) return;
  const turned = detail.requestConfig?.elt.matches(".pagination *");
  const lost = !document.activeElement?.closest("#main a");
  if (turned || lost) document.getElementById("results-title")?.focus({ preventScroll: !turned });
});
