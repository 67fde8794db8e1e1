/* The first refresh of the page that browsers understand, where it does not happen at once. */
() => {
  const delay = (content) => {
    const [, seconds] = /^\s*(\d+)[\d.]*(?:[\s;,]|$)/.exec(content) || [];
    return seconds === undefined ? -1 : Number(seconds);
  };
  const first = [...document.querySelectorAll("meta[http-equiv='refresh' i][content]")]
    .find((meta) => delay(meta.content) >= 0);
  const seconds = first ? delay(first.content) : 0;
  return seconds > 0
    ? [{ ...sightline.describe(first), rule: "page-goes-away", values: { seconds } }] : [];
}
