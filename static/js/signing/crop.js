// The frame over the pictures follows the fields at once; without this, each button asks the server.

const LEAST_LEFT = 20; // hundredths: webapp/media/crop_edges.py
const ROUNDED = 0.06;
const OPPOSITE = { left: "right", right: "left", top: "bottom", bottom: "top" };

const form = document.getElementById("crop-form");
const proven = JSON.parse(form.dataset.proven);
const field = (edge) => document.getElementById(edge);
const edges = () => Object.fromEntries(Object.keys(OPPOSITE).map((edge) => [edge, Number(field(edge).value)]));

form.addEventListener("input", ({ target }) => { if (target.id in OPPOSITE) show(); });
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=move]");
  if (!button) return;
  event.preventDefault();
  const [edge, way] = button.value.split("-");
  const now = edges();
  const wanted = Math.round((now[edge] + (way === "in" ? 1 : -1)) * 10) / 10;
  if (wanted < 0 || 100 - wanted - now[OPPOSITE[edge]] < LEAST_LEFT) return;
  field(edge).value = wanted;
  document.getElementById("status").textContent = `${field(edge).labels[0].textContent}: ${wanted}`;
  show();
});

function show() {
  const { left, top, right, bottom } = edges();
  const [width, height] = [100 - left - right, 100 - top - bottom];
  if (!(left >= 0 && top >= 0 && right >= 0 && bottom >= 0 && width >= LEAST_LEFT && height >= LEAST_LEFT)) return;
  for (const drawing of document.querySelectorAll(".crop-picture svg")) {
    const kept = drawing.querySelector(".crop-kept");
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) kept.setAttribute(name, value);
    drawing.querySelector(".crop-away").setAttribute("d", `M0 0H100V100H0ZM${left} ${top}h${width}v${height}h-${width}Z`);
  }
  const cuts = Object.entries(edges()).some(([edge, cut]) => cut > proven[edge] + ROUNDED);
  document.getElementById("may-cut").hidden = !cuts;
}
