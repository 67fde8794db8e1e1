// The viewer's caption style as custom properties, as webapp/caption_style.py makes them for the
// page; here they follow each change. What a choice means in CSS stands in the form (data-css).

const READABLE = 4.5; // WCAG 2.2, 1.4.3
const VOICES = ["#ffffff", "#ffff00", "#00ffff", "#00ff00"];
const BLACK = "#000000";
const WHITE = "#ffffff";

// Put the style onto an element; `get` gives settings by name. Returns the contrast of the words.
export function dress(element, get, form) {
  const set = (name, value) => element.style.setProperty(`--caption-${name}`, value);
  const css = (name) => form.querySelector(`[data-css][data-of="${name}"][value="${get(name)}"]`).dataset.css;
  const solid = (name) => css(name) + alpha(get(opacityOf(name)));
  const contrast = (colour) => worst(colour, get, css);

  set("size", get("caption_size") / 100);
  set("font", css("caption_font"));
  set("caps", get("caption_font") === "small-caps" ? "small-caps" : "normal");
  set("color", solid("caption_color"));
  set("edge", css("caption_edge"));
  set("edge-color", luminance(rgb(css("caption_color"))) > 0.18 ? BLACK : WHITE);
  set("ground", css("caption_background"));
  set("background", solid("caption_background"));
  set("window", solid("caption_window"));
  VOICES.forEach((colour, n) => {
    const isUsed = get("speaker_colours") && contrast(colour) >= READABLE;
    set(`voice-${n}`, isUsed ? colour + alpha(get("caption_opacity")) : "currentcolor");
  });
  return contrast(css("caption_color"));
}

const opacityOf = (name) => (name === "caption_color" ? "caption_opacity" : `${name}_opacity`);

// Over the picture anything can be behind: black and white are tried.
function worst(colour, get, css) {
  const grounds = get("caption_place") === "over" ? [BLACK, WHITE] : [css("caption_background")];
  return Math.min(...grounds.map((ground) => {
    let below = rgb(ground);
    for (const name of ["caption_window", "caption_background"]) below = blend(rgb(css(name)), get(opacityOf(name)), below);
    const [dark, light] = [luminance(blend(rgb(colour), get("caption_opacity"), below)), luminance(below)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }));
}

const alpha = (percent) => Math.round((percent * 255) / 100).toString(16).padStart(2, "0");
const rgb = (colour) => [1, 3, 5].map((n) => parseInt(colour.slice(n, n + 2), 16));
const blend = (above, percent, below) => above.map((part, n) => (part * percent + below[n] * (100 - percent)) / 100);

function luminance(colour) {
  const [r, g, b] = colour.map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
