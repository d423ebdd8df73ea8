// The directions of a codebook: the 3-sphere as two balls that can be turned, or pairs of coordinates.
import {extent, heat, shade} from "./charts.js";
import {assign, clamp, h, onceAFrame, s} from "./elements.js";

const REST = "Drag or arrow keys turn the view, with Shift in the fourth dimension. Click a code.";
const HELP = `${REST} Plus and minus zoom, 0 resets. The list beside it has the codes too.`;

function turn(matrix, i, j, angle) { // rows of a rotation, turned in the plane of axes i and j
  const c = Math.cos(angle), w = Math.sin(angle), [a, b] = [matrix[i], matrix[j]];
  [matrix[i], matrix[j]] = [a.map((x, k) => c * x - w * b[k]), a.map((x, k) => w * x + c * b[k])];
}
function start() {
  const matrix = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]];
  for (const plane of [[0, 3, 0.35], [1, 3, 0.25], [0, 2, 0.5], [1, 2, 0.4]]) turn(matrix, ...plane);
  return {zoom: 1, matrix};
}
const diamond = (x, y, r) => `M${x - r} ${y}L${x} ${y - r}L${x + r} ${y}L${x} ${y + r}Z`;

function balls(directions, {matrix, zoom}, size) {
  // Stereographic projection of each half of the 3-sphere into a ball: the half with c4 below 0 is seen from the pole
  // c4 = 1 and lands inside the unit ball; the other half from the opposite pole. One ball holds the other's opposites.
  const spots = directions.map((direction, code) => {
    const turned = matrix.map(row => row.reduce((sum, x, i) => sum + x * direction[i], 0)), other = turned[3] > 0;
    const [x, y, depth] = turned.map(p => p / (1 + Math.abs(turned[3])));
    const near = 3.6 / (3.6 - depth), scale = 158 * zoom * near, opacity = 0.62 + 0.19 * (depth + 1);
    return {code, depth, x: (other ? 570 : 190) + scale * x, y: 190 - scale * y, opacity, ring: near * 10,
            r: near * zoom ** 0.5 * (3.2 + 3.8 * size(code))};
  }).sort((a, b) => a.depth - b.depth);
  return [spots, [[190, "<"], [570, ">"]].map(([x, than]) => [s("circle.ball", {cx: x, cy: 190, r: 164 * zoom}),
    s("text", {x, y: 382, "text-anchor": "middle"}, `half with c₄ ${than} 0, after turning`)])];
}
function panels(directions, size) { // a panel for every pair of coordinates, the most used codes in front
  const dims = directions[0].length, order = [...directions.keys()].sort((a, b) => size(a) - size(b));
  const pairs = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]].filter(([, j]) => j < dims)
    .map((pair, panel) => [...pair, 130 + 250 * (panel % 3), 103 + 192 * Math.floor(panel / 3)]);
  const spots = pairs.flatMap(([i, j, x, y]) => order.map(code => ({code, x: x + 82 * directions[code][i],
    y: y - 82 * directions[code][j], r: 2.4 + 2.4 * size(code), ring: 8, opacity: 1})));
  return [spots, pairs.map(([i, j, x, y]) => [s("circle.ball", {cx: x, cy: y, r: 82}),
    s("path.grid", {d: `M${x - 82} ${y}h164M${x} ${y - 82}v164`}),
    s("text", {x: x + 88, y: y + 4}, `c${i + 1}`), s("text", {x: x + 4, y: y - 87}, `c${j + 1}`)])];
}
export function directionsView(directions, pick, wordsOf) {
  const canTurn = directions[0].length === 4, status = h("div.hover", REST);
  let view = start(), flat = !canTurn, use = {counts: []}, marks = {}, moved = 0;
  const layers = [..."gggg"].map(tag => s(tag)), [backdrop, behind, points, front] = layers;
  const svg = s("svg.sphere", {viewBox: "0 0 760 392", tabindex: 0, role: "application", "aria-label": HELP}, layers);
  function draw() {
    const range = extent(use.counts), size = code => use.counts[code] && heat(use.counts[code], range);
    const [spots, frame] = flat ? panels(directions, size) : balls(directions, view, size);
    backdrop.replaceChildren(...frame.flat());
    if (points.childElementCount !== spots.length) points.replaceChildren(...spots.map(() => s("circle")));
    for (const layer of [behind, front]) layer.replaceChildren();
    spots.forEach(({code, x, y, r, ring, opacity}, i) => {
      const place = {cx: x.toFixed(1), cy: y.toFixed(1)}, count = use.counts[code];
      assign(points.children[i], {...place, r: r.toFixed(1), "data-code": code, class: count ? "code" : "code unused",
        fill: shade(count, range), "--opacity": opacity.toFixed(2)}); // an "opacity" would be composited for each
      if (marks.near?.includes(code)) behind.append(s("circle.near", {...place, r: 0.9 * ring}));
      if (code === marks.selected) front.append(s("circle.selected", {...place, r: ring}));
      if (code === marks.path) front.append(s("path.pathmark", {d: diamond(x, y, 1.25 * ring)}));
    });
  }
  const later = onceAFrame(draw), reset = () => { view = start(); later(); };
  const rotate = (angles, fourth) => {
    angles.forEach((angle, axis) => turn(view.matrix, axis, fourth ? 3 : 2, fourth ? angle : -angle));
    later();
  };
  const on = (name, act) => svg.addEventListener(`pointer${name}`, event => act(event, event.target.dataset.code));
  on("down", () => { moved = 0; });
  on("move", (event, code) => {
    const words = status.textContent = code === undefined ? REST : wordsOf(+code);
    if (code !== undefined && event.target.textContent !== words) event.target.replaceChildren(s("title", words));
    const {movementX: dx, movementY: dy} = event;
    if (flat || !event.buttons || (moved += Math.abs(dx) + Math.abs(dy)) <= 4) return;
    svg.setPointerCapture(event.pointerId);
    rotate([dx / 160, dy / 160], event.shiftKey);
  });
  on("up", (event, code) => { if (moved <= 4 && code !== undefined) pick(+code); });
  on("leave", () => { status.textContent = REST; });
  svg.addEventListener("keydown", event => {
    const step = {ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, -0.12], ArrowDown: [0, 0.12]}[event.key];
    const zoom = {"+": 1.15, "=": 1.15, "-": 1 / 1.15}[event.key];
    if (step && !flat) rotate(step, event.shiftKey);
    else if (zoom) { view.zoom = clamp(view.zoom * zoom, 0.5, 3); later(); }
    else if (event.key === "0") reset(); else return;
    event.preventDefault();
  });
  return {svg, status, reset, canTurn, flatten(value) { flat = value; later(); },
          show(newUse, newMarks) { use = newUse; marks = newMarks; draw(); }};
}
