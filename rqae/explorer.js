// Written by make export from nbs/explorer_js: change it there.
// Colours and charts, as SVG.

// cividis (Nuñez, Anderton, Renslow 2018): even steps in lightness, the same to normal and to red-green blind eyes
const CIVIDIS = "#00224e #123570 #3b496c #575d6d #707173 #8a8678 #a59c74 #c3b369 #e1cc55 #fee838".split(" ");

function extent(counts) { // smallest and largest count of the codes that are used
  const high = Math.max(1, ...counts);
  return [Math.min(high, ...counts.filter(Boolean)), high];
}
const heat = (n, [low, high]) => high > low ? Math.log(Math.max(n, low) / low) / Math.log(high / low) : 1;

function shade(count, range) { // the colour of so many tokens
  const x = 9 * heat(count, range), i = Math.min(8, Math.floor(x));
  return count ? `color-mix(in srgb, ${CIVIDIS[i + 1]} ${(100 * (x - i)).toFixed(1)}%, ${CIVIDIS[i]})` : "none";
}
const line = (x1, x2, y1, y2, kind) => s(`line.${kind}`, {x1, x2, y1, y2});
const text = (x, y, anchor, words, more) => s("text", {x, y, "text-anchor": anchor, ...more}, words);

function colourBar(range, what) { // logarithmic from the smallest to the largest count
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

function chart({xs, ys, kind = "line", logarithmic = false, xName, yName, label, marks = [], onpick}) {
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
// The codebook explorer: a layer's codes by use, one of them in context, the path of a token of a text.

const CODEBOOK_HINT = "click another dot, or a row of the list beside it, to see its tokens; press Descend to follow " +
  "them into the next layer; choose another token of the text below, and drag Layer to see where its path goes.";
const LEGEND = "tokens of a code (log scale). Ring: chosen; dotted: its nearest; diamond: the path; empty: unused";

function codeList(state, pick, descend) { // every code of the layer by use: its name, and how many tokens have it
  const base = unique(), rowOf = code => list.querySelector(`[data-code="${code}"]`);
  const choose = row => pick(+row.dataset.code), label = "Codes of this layer by use. Arrow keys choose.";
  const list = h("ol.codes", {role: "listbox", tabindex: 0, "aria-label": label,
    onclick: event => { if (event.target !== list) choose(event.target.closest("li")); },
    onkeydown: event => {
      const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity};
      if (event.key === "Enter") descend();
      arrows(event, [...list.children], steps, rowOf(state.code), choose);
    }});
  function show({counts, names}) {
    const range = extent(counts), order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
    list.replaceChildren(...order.map(code =>
      h("li", {role: "option", id: `${base}-${code}`, "data-code": code, "aria-selected": "false"},
        h("span.swatch", {"--fill": shade(counts[code], range)}), h("span.id", code),
        h("span.name", {"--share": `${100 * counts[code] / range[1]}%`}, nameOf(names[code])),
        h("span.count", number(counts[code])))));
  }
  function select(code) {
    list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    const row = rowOf(code);
    if (!row) return list.removeAttribute("aria-activedescendant");
    const place = row.offsetTop - list.scrollTop;
    row.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", row.id);
    if (place < 0 || place + row.offsetHeight > list.clientHeight) list.scrollTop += place - list.clientHeight / 3;
  }
  return {list, show, select};
}
function showCrumbs(place, {given, use}, put) { // what is given, as the way back to where each code was descended from
  const words = ["all tokens", ...given.map(([layer, code]) => `layer ${layer}: code ${code}`)];
  const steps = words.map((step, i) => h("li", h("button", {"data-key": i, "aria-current": i === given.length && "step",
    onclick: () => given[i] && put({given: given.slice(0, i), layer: given[i][0], code: given[i][1]})}, step)));
  replace(place, h("ol", steps), unit(`${tokensOf(use.total)} here`));
}
function showDetail(place, {detail, code, use, given, about}, put) {
  if (!detail || code === null) return replace(place, h("p.empty", "Click a code, or choose one in the list: its " +
    "tokens in context, its neighbours and what its vector promotes are shown here."));
  const {layer, count, total, contexts, tokens} = detail, names = use.layer === layer ? use.names : [];
  const descend = () => put({given: [...given, [layer, detail.code]], layer: layer + 1, code: null});
  const near = id => h("button", {"data-key": `near${id}`, title: nameOf(names[id]), onclick: () => put({code: id})},
    `code ${id}`);
  const direction = about.directions[detail.code].map(x => signed(x)).join(", ");
  const deeper = layer + 1 < about.num_layers && !given.some(([known]) => known === layer);
  replace(place, titled(h("h3", `Code ${detail.code} of layer ${layer} `, h("span.name", nameOf(names[detail.code]))),
      deeper && h("button.main", {"data-key": "descend", disabled: !count, onclick: descend},
                  `Descend to layer ${layer + 1}`)),
    h("p.facts", `${tokensOf(count)}, ${share(count, total)} of the ${number(total)} here · direction (${direction})`),
    section("Most common tokens", "of this code, count",
      count ? chips(tokens.map(([text, n]) => [text, number(n)])) : unit("no token here has this code")),
    section("In context", `${contexts.length} of ${tokensOf(count)}`, h("ol", contexts.map(c => context(c)))),
    section("Nearest codes", "cosine", chips(about.neighbours[detail.code].map(([id, x]) => [id, signed(x)]), near)),
    section("Promoted next tokens", "logits above the layer's mean", promotedChips(detail.promoted)));
}
function showPath(place, {path: {codes, counts}, layer: at, tokens, about}, put) { // of a token, layer by layer
  if (!codes) return replace(place, tokens.length &&
    unit("Choose a token: its code in every layer is shown, and marked with a diamond in the view."));
  const ys = counts.map(count => 100 * count / about.num_tokens), steps = codes.map((code, layer) => h("li",
    h("button", {"data-key": `step${layer}`, "aria-current": layer === at && "step", tabindex: layer === at ? 0 : -1,
                 title: `layer ${layer}: code ${code}, ${tokensOf(counts[layer])}`,
                 onclick: () => put({layer, code})}, unit(layer), ` ${code}`)));
  const list = h("ol.steps", {"aria-label": "Code of this token in each layer", onkeydown: event => arrows(event,
    [...list.querySelectorAll("button")], {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1})}, steps);
  const label = "Share of the corpus with this token's code, by layer. Click to go to a layer.";
  replace(place, h("div.pathgrid", chart({xs: [...ys.keys()], ys, kind: "dots", marks: [at], xName: "layer", label,
      yName: "share of tokens, %", onpick: layer => put({layer})}),
    h("div", unit("layer and code"), list)));
  list.scrollTop = Math.max(0, steps[at].offsetTop - list.clientHeight / 2);
}
function renderCodebook(model, el) {
  const base = scaffold(model, el, "Codebook", CODEBOOK_HINT), {root, state, about, watch, bound, put} = base;
  const last = about.num_layers - 1, pick = code => put({code}), at = i => i === state.position;
  const layer = bound("layer", slider("Layer", `of 0–${last}`, 0, last, value => put({layer: value})));
  const [bar, detail, path] = ["barbox", "detail", "path"].map(kind => h(`div.${kind}`));
  const crumbs = h("nav.crumbs", {"aria-label": "Codes that are given"}), listTitle = h("h3");
  const text = textAndTokens(base, "Tokens of the text", put, {position: null},
    ["position text", at, i => put({position: at(i) ? null : i})]);
  const list = codeList(state, pick, () => detail.querySelector("button.main")?.click());
  const view = directionsView(about.directions, pick, code => {
    const {names, counts, total} = state.use;
    return `code ${code} · ${nameOf(names[code])}: ${tokensOf(counts[code])}, ${share(counts[code], total)}`;
  });
  const kinds = [[false, "3-D"], [true, "pairs of coordinates"]].filter(([flat]) => flat || view.canTurn);
  root.append(h("div.controls", layer, choice("View", kinds, view.flatten).element,
      h("button", {onclick: view.reset}, "Reset view")), crumbs,
    h("div.grid.codebook", h("div.left", view.svg, view.status, bar), h("div.middle", listTitle, list.list),
      h("div.right", detail), h("div.below", h("h3", "Path of a token"), text, path)));
  const mark = onceAFrame(() => {
    const {code, path, layer, use} = state, near = code === null ? [] : about.neighbours[code].map(([c]) => c);
    list.select(code);
    view.show(use, {selected: code, near, path: path.codes?.[layer]});
  });
  watch("use", () => {
    replace(bar, colourBar(extent(state.use.counts), "tokens of a code"), unit(LEGEND));
    replace(listTitle, "Codes by use ", unit(`layer ${state.use.layer}, tokens`));
    list.show(state.use);
  });
  watch("layer path", () => showPath(path, state, put));
  watch("given use", () => showCrumbs(crumbs, state, put));
  watch("detail", () => showDetail(detail, state, put));
  watch("use code path layer", mark);
  return base.clean;
}
// What a page works out by itself, as Python does in a notebook: counts of codes, contexts, scores and rankings.
async function unpack([type, text]) { // of an array, and base64 of zlib data
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new globalThis[type](await new Response(stream).arrayBuffer());
}
function interpolate(x, xs, ys) { // xs increasing
  const next = Math.max(1, xs.findIndex(known => known >= x)), share = (x - xs[next - 1]) / (xs[next] - xs[next - 1]);
  return ys[next - 1] + (ys[next] - ys[next - 1]) * Math.max(0, share);
}
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

class Corpus {
  static async open(data) {
    const packed = Object.entries(data.packed).map(async ([name, value]) => [name, await unpack(value)]);
    const corpus = Object.assign(new Corpus(), data, Object.fromEntries(await Promise.all(packed)));
    const T = corpus.T = corpus.tokens.length, n = data.about.num_layers;
    corpus.layers = Array.from({length: n}, (_, l) => corpus.codes.subarray(l * T, (l + 1) * T));
    return corpus;
  }
  text(row) { return this.vocabulary[this.tokens[row]]; }
  of(array, layer, code) { // its values for one code
    const {length} = this.about.directions, size = array.length / length / this.layers.length;
    return [...array.subarray((layer * length + code) * size).subarray(0, size)];
  }
  where(given) { // rows that have these codes
    const all = Uint32Array.from(this.tokens, (_, row) => row);
    return given.reduce((rows, [layer, code]) => rows.filter(row => this.layers[layer][row] === code), all);
  }
  context(row, values = null) {
    const [before, after] = this.context_size, length = this.about.text_length, start = row - row % length;
    const first = Math.max(row - before, start), last = Math.min(row + 1 + after, start + length, this.T);
    const document = this.documents[row], tokens = Array.from({length: last - first}, (_, i) => this.text(first + i));
    return {row, document: this.document_numbers[document], topic: this.topics[document], at: row - first, tokens,
            scores: values && [...values.subarray(first, last)]};
  }
  use(layer, given) {
    const counts = this.about.directions.map(() => 0), rows = this.where(given);
    for (const row of rows) counts[this.layers[layer][row]]++;
    const name = code => this.of(this.names, layer, code).filter(id => id).map(id => this.vocabulary[id]);
    return {layer, counts, total: rows.length, names: counts.map((_, code) => name(code))};
  }
  detail(layer, given, code) {
    const here = this.where(given), rows = here.filter(row => this.layers[layer][row] === code);
    const often = new Map(), shown = new Map(), logits = this.of(this.lens_values, layer, code);
    for (const row of rows) often.set(this.tokens[row], (often.get(this.tokens[row]) ?? 0) + 1);
    for (let i = 0; i < rows.length; i += Math.max(1, Math.floor(rows.length / 48)))
      if (!shown.has(this.documents[rows[i]])) shown.set(this.documents[rows[i]], rows[i]);
    const common = [...often].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 14);
    return {layer, code, count: rows.length, total: here.length,
            tokens: common.map(([id, count]) => [this.vocabulary[id], count]),
            contexts: [...shown.values()].slice(0, 12).map(row => this.context(row)),
            promoted: this.of(this.lens_ids, layer, code).map((id, i) => [this.vocabulary[id], logits[i] / 100])};
  }
  path(codes) {
    return {codes, counts: codes.map((code, l) => this.layers[l].reduce((sum, other) => sum + (other === code), 0))};
  }
  distribution(paths, layer) { // von Mises–Fisher, of several tokens' codes drawn towards the corpus's mean direction
    const {shrinkage, fit, background, corpus_fit, about: {directions}} = this, size = paths.length + shrinkage;
    const mean = background[layer].map((x, j) =>
      (paths.reduce((sum, path) => sum + directions[path[layer]][j], 0) + shrinkage * x) / size);
    const length = Math.min(Math.hypot(...mean), fit.length.at(-1)), mu = mean.map(x => x / Math.max(length, 1e-12));
    const kappa = interpolate(length, fit.length, fit.kappa), log = interpolate(kappa, fit.kappa, fit.log_normaliser);
    const divergence = length * (kappa - dot(mu, corpus_fit.natural[layer])) + log - corpus_fit.log_normaliser[layer];
    return {mu, kappa, divergence, table: directions.map(d => kappa * dot(d, mu) + log)};
  }
  scores(paths, prefix) { // of every token: intensity for one path, log density for several; and the distributions
    const D = this.about.directions, layers = this.layers.slice(0, prefix), total = new Float32Array(this.T);
    const fitted = paths.length > 1 ? layers.map((_, l) => this.distribution(paths, l)) : null;
    const scale = fitted ? 1 / prefix : 1 / this.weights.slice(0, prefix).reduce((a, b) => a + b);
    layers.forEach((codes, l) => {
      const table = fitted?.[l].table ?? D.map(d => this.weights[l] * dot(d, D[paths[0][l]]));
      for (let t = 0; t < this.T; t++) total[t] += scale * table[codes[t]];
    });
    return {total, fitted};
  }
  ranked(scores, rank, distinct, count) { // rows, best first
    const sorted = scores.slice().sort(), T = this.T, median = (sorted[T >> 1] + sorted[T - 1 >> 1]) / 2;
    const keys = scores.map({top: x => -x, bottom: x => x, middle: x => Math.abs(x - median)}[rank]);
    const last = distinct ? Infinity : keys.slice().sort()[Math.min(count, T) - 1], best = new Map();
    keys.forEach((key, row) => { // the best row of each token, or of each row
      const id = distinct ? this.tokens[row] : row;
      if (key <= last && !(keys[best.get(id)] <= key)) best.set(id, row);
    });
    const rows = [...best.values()].sort((a, b) => keys[a] - keys[b] || a - b).slice(0, count);
    return {rows, low: sorted[0], median, high: sorted.at(-1)};
  }
  result(query, prefix, rank, distinct) {
    const {total, fitted} = this.scores(query.map(q => q.codes), prefix), {unit, listed} = this.said[fitted ? 1 : 0];
    const {rows, low, median, high} = this.ranked(total, rank, distinct, listed), counts = new Array(60).fill(0);
    const width = (high - low) / 60 || 1, edges = Array.from({length: 61}, (_, i) => low + i * width);
    for (const x of total) counts[Math.min(59, Math.floor((x - low) / width))]++;
    return {unit, query, range: fitted ? [median, high] : [0, 1], histogram: {edges, counts},
            contexts: rows.map(row => this.context(row, total)),
            mu: fitted?.map(d => d.mu), kappa: fitted?.map(d => d.kappa), divergence: fitted?.map(d => d.divergence)};
  }
}
// Words, elements and controls. Data reaches the document through textContent and attributes alone, never as HTML.
const SHOWN = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽"};
// all that cannot be seen, but the joiner within an emoji
const INVISIBLE = new RegExp("(?!(?<=\\p{Extended_Pictographic}\\ufe0f?)\\u200d(?=\\p{Extended_Pictographic}))" +
  "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}\\u00a0\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0]", "gu");

function visible(text, longest = 40) {
  // what cannot be seen is named, a mark that would sit on its neighbour gets a circle, long texts are cut
  const cut = text.length > longest ? [...text.slice(0, longest + 1)].slice(0, longest).join("") + "…" : text;
  const code = c => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
  const marked = cut.replace(INVISIBLE, c => SHOWN[c] ?? code(c)).replace(/^\p{M}/u, "◌$&");
  return /^ +$/.test(marked) ? "␣".repeat(marked.length) : marked || "⟨empty⟩";
}
const number = new Intl.NumberFormat("en-US").format;
const described = text => visible(text, 400) + (text.length > 400 ? ` (${number(text.length)} characters)` : "");
const tokensOf = n => `${number(n)} token${n === 1 ? "" : "s"}`;
const signed = (x, digits = 2) => (x < 0 ? "−" : "") + Math.abs(x).toFixed(digits);
const clamp = (x, low, high) => Math.min(high, Math.max(low, x));

function share(part, whole) {
  if (!part) return "0 %";
  return part / whole < 1e-4 ? "under 0.01 %" : `${(100 * part / whole).toPrecision(part / whole >= 0.1 ? 3 : 2)} %`;
}
function nameOf(tokens) { // of a code: its most distinctive tokens, each kept from turning the next one around
  const shown = new Set(tokens?.map(text => visible(text.trim() || text, 14)));
  return [...shown].map(text => `\u2068${text}\u2069`).join(" · ");
}
function assign(element, attributes) { // listeners, custom properties and attributes
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) element.style.setProperty(key, value);
    else if (value != null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
}
function make(namespace, tag, parts) { // tag.class.class, then attributes and children in any order
  const [name, ...kinds] = tag.split("."), element = document.createElementNS(`http://www.w3.org/${namespace}`, name);
  if (kinds.length) element.setAttribute("class", kinds.join(" "));
  for (const part of parts.flat(3)) {
    if (part instanceof Node || part && typeof part !== "object" || part === 0) element.append(part);
    else assign(element, part || {});
  }
  return element;
}
const h = (tag, ...parts) => make("1999/xhtml", tag, parts), s = (tag, ...parts) => make("2000/svg", tag, parts);

function replace(place, ...nodes) { // new contents; the keyboard stays where it was
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  place.replaceChildren(...nodes.flat(3).filter(Boolean));
  const same = key && place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (key) (same ?? place.querySelector("button, [tabindex]"))?.focus({preventScroll: true});
}
function onceAFrame(update) { // however often it is asked for
  let frame = null;
  return () => { frame ??= requestAnimationFrame(() => { frame = null; update(); }); };
}
let ids = 0;
const unique = () => `rqae-${++ids}`;
const unit = (...words) => h("span.unit", words), titled = (...children) => h("div.titleline", children);

const section = (title, words, ...children) =>
  h("section", {"aria-label": title}, h("h3", title, words && unit(` ${words}`)), children);
function token(text, attributes) { // by itself: its leading space is a faint dot, so that " a" and "a" differ
  const space = /^ (?=\S)/.test(text), full = described(text), label = attributes && (full.trim() || "space");
  return h(attributes ? "button.token" : "span.token", {title: full, "aria-label": label, ...attributes},
    space && h("span.space", "·"), h("bdi", visible(space ? text.slice(1) : text)));
}
const chips = (items, of = token) =>
  h("ol.chips", items.map(([item, value]) => h("li", of(item), h("span.count", value))));
const promotedChips = promoted => chips(promoted.map(([text, value]) => [text, `+${value.toFixed(1)}`]));

function slider(label, words, low, high, change) { // range and number, which say the same; sent once a frame
  const id = unique(), limits = {min: low, max: high, step: 1};
  let wanted = null;
  const send = onceAFrame(() => { const value = wanted; wanted = null; change(value); });
  const take = value => { wanted = field.value = range.value = clamp(value, low, high); send(); };
  const range = h("input", {type: "range", ...limits, id, oninput: () => take(+range.value)});
  const field = h("input", {type: "number", ...limits, "aria-label": `${label}, ${low} to ${high}`,
                            onchange: () => take(Math.round(+field.value || low))});
  const show = value => { if (wanted === null) range.value = field.value = value; };
  return {element: h("div.slider", h("label", {for: id}, label), range, field, unit(words)), show};
}
function choice(label, options, change) { // options: [[value, words], ...]
  const select = h("select", {id: unique(), onchange: () => change(options[select.selectedIndex][0])},
    options.map(([, words]) => h("option", words)));
  return {element: h("div.field", h("label", {for: select.id}, label), select),
          show(value) { select.selectedIndex = options.findIndex(([v]) => v === value); }};
}
function arrows(event, items, steps, from = event.target.closest("button"), go = item => item.focus()) {
  if (!(event.key in steps)) return; // the keyboard moves from one of the items to another
  event.preventDefault();
  go(items[clamp(items.indexOf(from) + steps[event.key], 0, items.length - 1)]);
}
// The feature explorer: the corpus ranked by a query, and what is said of the query.

const FEATURE_HINT = "click another token of the text, or any token of a result, to search for it; Ctrl or Shift " +
  "click adds it to the query; drag Prefix (fewer layers, a broader feature); at the bottom, split it into kinds.";
const RANKED = {top: "Strongest", middle: "Around the median", bottom: "Weakest"};

function showQuery(place, {result, chosen, rows}, ask, history, back) {
  const items = result.query ?? [], more = items.length - 12;
  const item = ({text, row, position}, i) => {
    const rest = row === null ? {chosen: chosen.filter(p => p !== position)} : {rows: rows.filter(r => r !== row)};
    const label = `Remove ${described(text)} from the query`, place = row === null ? "text" : `row ${number(row)}`;
    const press = {"data-key": `remove${i}`, "aria-label": label, onclick: () => ask(rest)};
    return h("span.item", token(text), unit(place), h("button.remove", press, "×"));
  };
  replace(place, h("span.label", "Query"), items.slice(0, 12).map(item), more > 0 && unit(`and ${tokensOf(more)} more`),
    !items.length && unit("choose a token of the text; Ctrl or Shift click adds to it"), h("span.push"),
    h("button", {"data-key": "back", disabled: !history.length, onclick: back}, "Back"),
    items.length > 0 && h("button", {"data-key": "clear", onclick: () => ask({chosen: [], rows: []})}, "Clear"));
}
function showContexts(place, {result, rank}, pick) {
  if (!result.contexts) return replace(place, h("p.empty", "No query yet. Choose a token above; the corpus's tokens " +
    "are then ranked by how much they share its codes, layer by layer."));
  const [low, high] = result.range, label = `Colour of tokens: ${result.unit} from ${signed(low)} to ${signed(high)}`;
  const colourOf = value => `${clamp(100 * (value - low) / (high - low), 0, 100).toFixed(1)}%`;
  replace(place, titled(h("h3", RANKED[rank], " tokens in context ", unit(result.unit)),
      h("span.scale", {"aria-label": label}, signed(low), h("span.ramp"), signed(high))),
    h("ol.contexts", {onkeydown: walk}, result.contexts.map(found => context(found, {colourOf, pick}))),
    unit("Click a token to search for it; Ctrl or Shift click adds it to the query. Arrow keys move between tokens."));
}
function showCharts(place, {result: found, about}) {
  if (!found.contexts) return replace(place);
  const {edges, counts} = found.histogram, marks = found.contexts.slice(-1).map(c => c.scores[c.at]);
  const byLayer = (title, words, ys, yName, label) =>
    ys && section(title, words, chart({xs: [...ys.keys()], ys, xName: "layer", yName, label: `${label} by layer`}));
  const latent = ([id, cosine, words]) => h("li", h("span.id", `latent ${number(id)}`), h("span.count", signed(cosine)),
    words.map(word => token(word)));
  const label = `Histogram of ${found.unit} over the corpus, on a logarithmic axis. The line is the last token listed.`;
  replace(place, section("Over the corpus", tokensOf(about.num_tokens), chart({xs: edges, ys: counts, kind: "bars",
      logarithmic: true, marks, xName: found.unit, yName: "tokens (log)", label}), unit("line: the last token listed")),
    byLayer("Concentration by layer", "κ, no unit", found.kappa, "κ", "Concentration of the query's tokens"),
    byLayer("Difference from the corpus", "by layer, nats", found.divergence, "KL, nats",
      "Kullback–Leibler divergence of the query from the corpus"),
    section("Promoted next tokens", "logits above the average token's",
      found.promoted ? promotedChips(found.promoted) : unit(found.note)),
    found.latents && section("Nearest SAE latents", "cosine of decoder vectors; what they promote",
      h("ol.latents", found.latents.map(latent))));
}
function showFamily(place, {family, progress, prefix, about, result}, ask, split) {
  if (!result.contexts) return replace(place);
  const child = (kind, {own, count, rows, prefix, contexts, promoted}, i) => h("li", {class: own && "own"},
    titled(h("span", h("b", own ? "this feature's own branch" : `${kind} ${i + 1}`), unit(` ${tokensOf(count)}`)),
      h("button", {"data-key": kind + i, onclick: () => ask({rows, chosen: [], prefix})}, `Open, prefix ${prefix}`)),
    h("ol", contexts.map(found => context(found))), promotedChips(promoted));
  const kin = (title, words, kind, name) => section(title, words, family[name].length > 1
    ? h("ol.branches", family[name].map((c, i) => child(kind, c, i)))
    : unit(family[`${name}_note`] ?? `Held-out tokens speak for one kind: no ${name}.`));
  const none = family.note ?? "Splitting clusters the 400 strongest tokens by their later codes; a few seconds.";
  const press = {"data-key": "split", disabled: !!progress, onclick: split};
  replace(place, titled(h("h3", "Children and siblings"),
      !about.texts && h("button", press, progress ? "Splitting…" : `Split the feature of ${prefix} layers`)),
    progress && h("div.progress", {role: "status"}, h("progress", {"aria-label": "Splitting"}), progress),
    !family.children && !progress && unit(none),
    family.children && h("div.columns",
      kin("Children", `prefix ${family.prefix}, told apart up to ${family.last}`, "child", "children"),
      kin("Siblings", `branches of the prefix ${family.parent ?? "–"}`, "sibling", "siblings")));
}
function savers({about, listen, busy}, model) { // keep the feature in Python, or in a file
  const name = h("input", {type: "text", id: unique(), maxlength: 80, value: "feature", spellcheck: "false"});
  const said = h("span.unit", {role: "status"}), send = what => model.send({do: what, name: name.value});
  listen("msg:custom", content => {
    if (content.said) said.textContent = content.said;
    const href = `data:application/json,${encodeURIComponent(content.json)}`;
    if (content.json) h("a", {href, download: content.file}).click();
  });
  const keep = !about.texts && h("button", {onclick: () => { send("save"); busy(); }}, "Keep in Python");
  return h("div.controls.save", h("label", {for: name.id}, "Save as"), name, keep,
    h("button", {onclick: () => send("json")}, "Download JSON"), said);
}
function renderFeature(model, el) {
  const base = scaffold(model, el, "Feature", FEATURE_HINT), {root, state, about, watch, bound, put, busy} = base;
  const history = [], n = about.num_layers, now = ({text, chosen, rows, prefix}) => ({text, chosen, rows, prefix});
  const ask = changes => { history.push(now(state)); put(changes); };
  const several = event => event.ctrlKey || event.metaKey || event.shiftKey;
  const toggled = (list, item) => list.includes(item) ? list.filter(x => x !== item) : [...list, item];
  const pick = (row, event) => ask(several(event) ? {rows: toggled(state.rows, row)} : {rows: [row], chosen: []});
  const choose = (i, event) => {
    if (several(event)) return ask({chosen: toggled(state.chosen, i)});
    const alone = String(state.chosen) === String(i) && !state.rows.length;
    ask({chosen: alone ? [] : [i], rows: []});
  };
  const text = textAndTokens(base, "Tokens of the text; with Ctrl or Shift several", ask, {chosen: [], rows: []},
    ["chosen", i => state.chosen.includes(i), choose]);
  const prefix = bound("prefix", slider("Prefix", `layers of ${n}`, 1, n, value => put({prefix: value})));
  const jumps = [4, 16, 64, 256].filter(k => k <= n).map(k =>
    h("button", {onclick: () => put({prefix: k}), "aria-label": `Prefix ${k}`}, k));
  const rank = bound("rank", choice("Rank", Object.entries(RANKED), value => put({rank: value})));
  const once = h("input", {type: "checkbox", id: unique(), onchange: () => put({distinct: once.checked})});
  const query = h("div.query", {"aria-label": "Tokens of the query"});
  const [results, side, family] = ["results", "side", "family"].map(kind => h(`div.${kind}`));
  root.append(...text, query, h("div.controls", prefix,
      h("div.group", {role: "group", "aria-label": "Prefixes"}, jumps), rank,
      h("div.field", once, h("label", {for: once.id}, "each token once"))),
    h("div.grid.feature", results, side), family, savers(base, model));
  const back = () => put(history.pop()), split = () => { model.send({do: "split"}); busy(); };
  watch("result", () => showQuery(query, state, ask, history, back));
  watch("result", () => showContexts(results, state, pick));
  watch("result", () => showCharts(side, state));
  watch("family progress result", () => showFamily(family, state, ask, split));
  watch("distinct", () => { once.checked = state.distinct; });
  return base.clean;
}
// The page of export_page: the same views over the data that the page carries.

class PageModel { // what anywidget's model does, with answers that come from the page; it opens with an example chosen
  constructor(corpus, kind, {start, about} = corpus) {
    Object.assign(this, {corpus, listeners: {}, changed: new Set(), state: {...start, about, kind}});
    this.answer();
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
    this.state[name] = value;
    this.changed.add(name);
  }
  on(name, listener) { (this.listeners[name] ??= []).push(listener); }
  emit(name, content) { this.listeners[name]?.forEach(listener => listener(content)); }
  save_changes() {
    this.answer();
    for (const name of this.changed) this.emit(`change:${name}`);
    this.changed.clear();
  }
  answer() {
    const {corpus, state} = this, {layer, given, code, position} = state;
    const entry = corpus.texts.find(({text}) => text === state.text);
    this.set("tokens", entry.tokens);
    this.set("done", state.done + 1);
    if (state.kind === "feature") return this.search(entry);
    this.set("use", corpus.use(layer, given));
    this.set("detail", code === null ? null : corpus.detail(layer, given, code));
    this.set("path", position === null ? {} : corpus.path(entry.codes[position]));
  }
  search({text, tokens, codes, position}) {
    const {corpus, state} = this, {prefix, rank, distinct, rows} = state, word = visible(tokens[position]).trim();
    if (this.changed.has("text") && !state.chosen.length && !rows.length) this.set("chosen", [position]);
    const query = [...state.chosen.map(at => ({text: tokens[at], position: at, row: null, codes: codes[at]})),
      ...rows.map(row => ({text: corpus.text(row), position: null, row, codes: corpus.layers.map(l => l[row])}))];
    const note = `In this page only for “${word}” of this text alone, with ${corpus.prefixes} layers.`;
    const known = query.length === 1 && !rows.length && corpus.extras[`${text}|${query[0].position}|${prefix}`];
    const {family, ...lens} = known || {family: {note}};
    this.set("result", query.length ? {...corpus.result(query, prefix, rank, distinct), note, ...lens} : {});
    this.set("family", family);
  }
  send({name}) { // the only button of a page: the feature as JSON
    const {corpus, state: {prefix, result: {query, mu, kappa}}} = this;
    if (!query) return this.emit("msg:custom", {said: "There is no query to save."});
    const tokens = query.map(item => item.text), feature = kappa ? {mu, kappa, num_tokens: query.length}
      : {codes: query[0].codes.slice(0, prefix), weights: corpus.weights.slice(0, prefix)};
    const record = {name, language_model: corpus.about.language_model, prefix, tokens, feature};
    const json = JSON.stringify(record, null, 1), file = `${name.replace(/[^\w.-]+/g, "_") || "feature"}.json`;
    this.emit("msg:custom", {json, file, said: "Downloaded."});
  }
}
const render = ({model, el}) => (model.get("kind") === "codebook" ? renderCodebook : renderFeature)(model, el);

async function openPage(data, el) { // the tabs and their panels are there already
  const corpus = await Corpus.open(data), tabs = [...el.querySelectorAll("[role=tab]")];
  const show = chosen => tabs.forEach(tab => {
    const panel = document.getElementById(tab.getAttribute("aria-controls")), hidden = tab !== chosen;
    assign(tab, {"aria-selected": String(!hidden), tabindex: hidden ? -1 : 0});
    panel.hidden = hidden;
    if (!hidden && !panel.childElementCount) render({model: new PageModel(corpus, panel.id), el: panel});
  });
  const onkeydown = event => arrows(event, tabs, {ArrowLeft: -1, ArrowRight: 1});
  for (const tab of tabs) assign(tab, {onfocus: () => show(tab), onclick: () => show(tab), onkeydown});
  show(tabs[0]);
}
export default {render};
// The directions of a codebook: the 3-sphere as two balls that can be turned, or pairs of coordinates.

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
function directionsView(directions, pick, wordsOf) {
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
// What both views are made of. A view reads and writes a `model` (get, set, on, off, save_changes, send): anywidget's
// in a notebook, the PageModel in a page.

function scaffold(model, el, title, hint) { // a view's frame, its state, and its subscriptions
  const state = new Proxy({}, {get: (_, name) => model.get(name)}), {about} = state, listeners = [];
  const source = [visible(about.language_model, 60), visible(about.corpus, 60), tokensOf(about.num_tokens),
                  `${about.num_layers} layers of ${about.directions.length} codes`].join(" · ");
  const message = h("div.message", {role: "status"}), stop = event => { // a notebook would take arrows and letters
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  };
  const frame = {role: "region", "aria-label": `${title} explorer`, "data-lm-suppress-shortcuts": "true"};
  const header = h("header", h("h2", `${title} explorer`), h("span.about", source));
  const root = h("div.rqae-x", frame, {onkeydown: stop}, header, h("p.hint", h("b", "Try: "), hint), message);
  const listen = (event, update) => { listeners.push([event, update]); model.on(event, update); };
  const watch = (names, update) => { for (const name of names.split(" ")) listen(`change:${name}`, update); update(); };
  const bound = (name, control) => { watch(name, () => control.show(state[name])); return control.element; };
  let timer = null;
  const busy = () => { clearTimeout(timer); timer = setTimeout(() => root.setAttribute("aria-busy", "true"), 150); };
  const put = changes => { for (const name in changes) model.set(name, changes[name]); busy(); model.save_changes(); };
  watch("done", () => { clearTimeout(timer); root.removeAttribute("aria-busy"); root.dataset.done = state.done; });
  watch("message", () => { message.textContent = state.message; message.hidden = !state.message; });
  el.append(root);
  const clean = () => { clearTimeout(timer); for (const [event, update] of listeners) model.off(event, update); };
  return {root, state, about, listen, watch, bound, put, busy, clean};
}
function textAndTokens({state, about, watch, bound}, label, ask, cleared, [names, pressed, onclick]) {
  const send = text => { if (text !== state.text) ask({text, ...cleared}); };
  const tokens = h("div.tokens", {role: "toolbar", "aria-label": label});
  watch(`tokens ${names}`, () => replace(tokens, state.tokens.map((text, i) => token(text,
    {"data-key": i, "aria-pressed": String(pressed(i)), onclick: event => onclick(i, event)}))));
  if (about.texts) // a page has no language model: a text is chosen
    return [bound("text", choice("Text", about.texts.map(text => [text, text.slice(0, 90)]), send)), tokens];
  const typed = () => send(input.value), input = h("input", {type: "text", id: unique(), spellcheck: "false",
    autocomplete: "off", placeholder: "type a text, then Enter", onchange: typed});
  watch("text", () => { if (input !== document.activeElement) input.value = state.text; });
  const encode = h("button", {onclick: typed}, "Encode");
  return [h("div.field.wide", h("label", {for: input.id}, "Text"), input, encode), tokens];
}
function context({row, at, tokens, scores, document, topic}, {colourOf, pick} = {}) {
  // one line: what comes before, the token, what comes after; the line never wraps
  const words = tokens.map((text, i) => {
    const kind = i === at ? "word here" : "word", full = described(text);
    const shown = h("bdi", /^ +$/.test(text) ? text : visible(text)); // between other tokens a space is seen as one
    if (!pick) return h("span", {class: kind, title: full}, shown);
    return h("button", {class: kind, title: `${full}: ${signed(scores[i], 3)}`, tabindex: i === at ? 0 : -1,
      "aria-label": full, "data-key": `${row}:${i}`, "--heat": colourOf(scores[i]),
      onclick: event => pick(row - at + i, event)}, shown);
  });
  const place = `document ${number(document)}`;
  return h("li", {class: pick ? "context scored" : "context"}, pick && h("span.score", signed(scores[at], 3)),
    h("span.before", h("span", words.slice(0, at))), h("span.after", words.slice(at)),
    h("span.topic", {title: topic ? `${place}, ${visible(topic)}` : place}, topic ? visible(topic, 28) : place));
}
function walk(event) { // arrow keys between the tokens of a context, and between contexts
  const line = event.target.closest(".context"), lines = [...line.parentNode.children];
  arrows(event, [...line.querySelectorAll(".word")], {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity});
  arrows(event, lines, {ArrowUp: -1, ArrowDown: 1}, line, other => other.querySelector(".here").focus());
}
