/* The viewports that a page asks for and that cannot be zoomed to 200 %. Values are read as
   browsers read them: what is no number counts as 0, a negative one as not given. */
() => {
  const WORDS = { yes: 1, no: 0, "device-width": 10, "device-height": 10 };

  const number = (value) => WORDS[value] ?? (parseFloat(value) || 0);

  const forbids = (name, value) => {
    const given = number(value);
    if (name === "user-scalable") return given > -1 && given < 1;
    return name === "maximum-scale" && given >= 0 && given < 2;
  };

  const settings = (content) => content.toLowerCase().split(/[,;]/)
    .map((each) => each.split("=").map((part) => part.trim()))
    .filter(([, value]) => value);

  return [...document.querySelectorAll("meta[name='viewport' i][content]")].flatMap((meta) => {
    const said = settings(meta.content).filter(([name, value]) => forbids(name, value));
    return said.length ? [{
      ...sightline.describe(meta),
      rule: "zoom-forbidden",
      values: { said: said.map((each) => each.join("=")).join(", ") },
    }] : [];
  });
}
