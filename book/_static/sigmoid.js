// The sigmoid with c, b, w to move: redraws the curve that stands on the page, with the logistic formula.
document.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("sigmoid-to-move");
  if (!root) return;
  const knobs = Object.fromEntries(["c", "b", "w"].map((name) => [name, root.querySelector(`#sigmoid-${name}`)]));
  const curve = root.querySelector(".curve"), dot = root.querySelector(".middle"), words = root.querySelector("output");

  function redraw() {
    const [c, b, w] = ["c", "b", "w"].map((name) => Number(knobs[name].value));
    const height = (x) => c / (1 + Math.exp(-(b + w * x)));
    const points = Array.from({ length: 321 }, (_, i) => -8 + i / 20);
    curve.setAttribute("points", points.map((x) => `${x},${height(x).toFixed(4)}`).join(" "));
    const middle = -b / w;
    dot.setAttribute("visibility", Math.abs(middle) <= 8 ? "visible" : "hidden");
    if (Math.abs(middle) <= 8) { dot.setAttribute("cx", middle); dot.setAttribute("cy", c / 2); }
    for (const knob of Object.values(knobs)) knob.nextElementSibling.textContent = Number(knob.value).toFixed(1);
    words.textContent = w === 0
      ? `w = 0: level at ${height(0).toFixed(2)}, no middle`
      : `middle ${middle.toFixed(2)}, slope there ${(c * w / 4).toFixed(2)}, ` +
        `far left ${(w > 0 ? 0 : c).toFixed(1)}, far right ${(w > 0 ? c : 0).toFixed(1)}`;
  }

  for (const knob of Object.values(knobs)) knob.addEventListener("input", redraw);
  root.querySelector(".knobs").hidden = false; // without this script there is nothing to turn
  redraw();
});
