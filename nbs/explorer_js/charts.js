// Colours and charts, as SVG.
import {clamp, number, s, unique} from "./elements.js";

// cividis (Nuñez, Anderton, Renslow 2018): even steps in lightness, the same to normal and to red-green blind eyes
const CIVIDIS = "#00224e #123570 #3b496c #575d6d #707173 #8a8678 #a59c74 #c3b369 #e1cc55 #fee838".split(" ");

export function extent(counts) { // smallest and largest count of the codes that are used
  const high = Math.max(1, ...counts);
  return [Math.min(high, ...counts.filter(Boolean)), high];
}
export const heat = (n, [low, high]) => high > low ? Math.log(Math.max(n, low) / low) / Math.log(high / low) : 1;

export function shade(count, range) { // the colour of so many tokens
  const x = 9 * heat(count, range), i = Math.min(8, Math.floor(x));
  return count ? `color-mix(in srgb, ${CIVIDIS[i + 1]} ${(100 * (x - i)).toFixed(1)}%, ${CIVIDIS[i]})` : "none";
}
const line = (x1, x2, y1, y2, kind) => s(`line.${kind}`, {x1, x2, y1, y2});
const text = (x, y, anchor, words, more) => s("text", {x, y, "text-anchor": anchor, ...more}, words);

export function colourBar(range, what) { // logarithmic from the smallest to the largest count
  const id = unique(), width = 300, [low, high] = range, at = count => width * (high > low ? heat(count, range) : 0.5);
  const ticks = [...new Set(range)];
  for (const step of [1, 5, 2]) for (let power = step; power < high; power *= 10)
    if (power > low && ticks.every(count => Math.abs(at(count) - at(power)) > 44)) ticks.push(power);
  const label = `Colour scale: ${what}, from ${number(low)} to ${number(high)}, logarithmic`;
  const stops = CIVIDIS.map((colour, i) => s("stop", {offset: i / 9, "stop-color": colour}));
  return s("svg.bar", {viewBox: `-22 0 ${width + 48} 34`, role: "img", "aria-label": label},
    s("defs", s("linearGradient", {id}, stops)), s("rect.frame", {x: 0, y: 2, width, height: 10, fill: `url(#${id})`}),
    ticks.map(count => [line(at(count), at(count), 12, 16, "axis"), text(at(count), 28, "middle", number(count))]));
}
function niceTicks(low, high, wanted) {
  const raw = (high - low) / wanted || 1, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(m => m * power).find(m => m >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9), length = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({length}, (_, i) => +((first + i) * step).toPrecision(10));
}
const short = x => Math.abs(x) >= 1000 ? `${number(x / 1000)}k` : x.toLocaleString("en-US").replace("-", "−");

export function chart({xs, ys, kind = "line", logarithmic = false, xName, yName, label, marks = [], onpick}) {
  // xs: of bars one more than ys (edges). Heights on a log axis start at 0.5, so that 1 shows.
  if (ys.length === 1 && kind === "line") [xs, ys] = [[0, 1], [ys[0], ys[0]]];
  const W = 400, H = 150, left = 52, right = W - 12, top = 10, base = H - 38, middle = (top + base) / 2;
  const lift = y => logarithmic ? Math.log10(Math.max(y, 0.5)) : y, low = logarithmic ? lift(0) : Math.min(0, ...ys);
  const high = Math.max(lift(Math.max(...ys)), low + 1e-9) + (logarithmic ? 0.1 : 0);
  const x0 = xs[0], x1 = xs.at(-1) === x0 ? x0 + 1 : xs.at(-1);
  const X = x => +(left + (right - left) * (x - x0) / (x1 - x0)).toFixed(1);
  const Y = y => +(base - (base - top) * (lift(y) - low) / (high - low)).toFixed(1);
  const powers = Array.from({length: Math.floor(high) + 1}, (_, i) => 10 ** i);
  const shape = {bars: (y, i) => y > 0 ? `M${X(xs[i])} ${base}V${Y(y)}H${X(xs[i + 1])}V${base}Z` : "",
                 dots: (y, i) => `M${X(xs[i])} ${Y(y)}h0`, line: (y, i) => `${i ? "L" : "M"}${X(xs[i])} ${Y(y)}`}[kind];
  const pick = event => {
    const box = event.currentTarget.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * W;
    onpick?.(Math.round(clamp(x0 + (x1 - x0) * (x - left) / (right - left), x0, x1)));
  };
  return s("svg.chart", {viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": label, onclick: pick},
    (logarithmic ? powers : niceTicks(low, high, 4)).map(t =>
      [line(left, right, Y(t), Y(t), "grid"), text(left - 6, Y(t) + 4, "end", short(t))]),
    niceTicks(x0, x1, 6).map(t =>
      [line(X(t), X(t), base, base + 4, "axis"), text(X(t), base + 16, "middle", short(t))]),
    line(left, right, base, base, "axis"), s(`path.${kind}`, {d: ys.map(shape).join("")}),
    marks.map(m => line(X(m), X(m), top, base, "mark")), text((left + right) / 2, H - 5, "middle", xName),
    text(12, middle, "middle", yName, {transform: `rotate(-90 12 ${middle})`}));
}
