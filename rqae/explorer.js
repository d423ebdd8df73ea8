// The view of rqae.explorer: one ES module for the widgets and for the page of export_page, without libraries.
// A view reads and writes a `model` (get, set, on, off, save_changes, send), anywidget's or the PageModel at the end.
// Data reaches the document through textContent and attributes alone, never as HTML.

// ---------------------------------------------------------------- text

const SHOWN = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽"};
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u00a0\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;

export function visible(text, longest = 40) {
  // what cannot be seen is named, a mark that would sit on its neighbour gets a circle, long texts are cut
  const cut = text.length > longest ? Array.from(text.slice(0, longest + 1)).slice(0, longest).join("") + "…" : text;
  const named = cut.replace(/(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu, "\ue000")
    .replace(INVISIBLE, c => c === "\ue000" ? "\u200d" : SHOWN[c] ?? `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
  const marked = named.replace(/^\p{M}/u, "◌$&");
  return /^ +$/.test(marked) ? "␣".repeat(marked.length) : marked || "⟨empty⟩";
}

const inline = text => /^ +$/.test(text) ? text : visible(text); // between other tokens a space is seen as a space
const described = text => text.length > 400 ? `${visible(text, 400)} (${number(text.length)} characters)` : visible(text, 400);
const number = new Intl.NumberFormat("en-US").format;
const tokensOf = n => `${number(n)} token${n === 1 ? "" : "s"}`;
const percent = (part, whole) => !whole ? "0 %" : `${(100 * part / whole).toPrecision(part / whole >= 0.1 ? 3 : 2).replace(/e.*/, "")} %`;
const share = (part, whole) => part && part / whole < 1e-4 ? "under 0.01 %" : percent(part, whole);
const signed = (x, digits = 2) => (x < 0 ? "−" : "") + Math.abs(x).toFixed(digits);

// ---------------------------------------------------------------- elements

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}
const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function replace(place, ...nodes) {
  // new contents; the keyboard stays where it was
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  place.replaceChildren(...nodes.flat(3).filter(Boolean));
  if (key !== undefined) (place.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? place.querySelector("button, [tabindex]"))?.focus({preventScroll: true});
}

function onceAFrame(update) {
  // however often it is asked for
  let frame = null;
  const ask = () => { frame ??= requestAnimationFrame(() => { frame = null; update(); }); };
  ask.cancel = () => { cancelAnimationFrame(frame); frame = null; };
  return ask;
}

let ids = 0;
const unique = () => `rqae-${++ids}`;

function section(title, unit, ...children) {
  const id = unique();
  return h("section", {"aria-labelledby": id}, h("h3", {id}, title, unit && h("span", {class: "unit"}, ` ${unit}`)), ...children);
}

function token(text, attributes, tag = "span") {
  // a token by itself: its leading space is a faint dot, so that " a" and "a" differ
  const space = /^ (?=\S)/.test(text);
  const full = described(text);
  const node = h(tag, {class: "token", title: full, ...attributes}, space && h("span", {class: "space"}, "·"), h("bdi", {}, visible(space ? text.slice(1) : text)));
  if (tag === "button" && !attributes?.["aria-label"]) node.setAttribute("aria-label", full.trim() || "space");
  return node;
}

function slider(label, unit, low, high, change) {
  // a range and a number field that say the same; changes are sent once a frame
  const id = unique();
  let waiting = null;
  const send = value => {
    if (waiting === null) requestAnimationFrame(() => { const last = waiting; waiting = null; change(last); });
    waiting = value;
  };
  const range = h("input", {type: "range", min: low, max: high, step: 1, id, oninput: () => { field.value = range.value; send(+range.value); }});
  const field = h("input", {type: "number", min: low, max: high, step: 1, "aria-label": `${label}, ${low} to ${high}`, onchange: () => {
    const value = Math.min(high, Math.max(low, Math.round(+field.value || low)));
    field.value = range.value = value;
    send(value);
  }});
  return {
    element: h("div", {class: "slider"}, h("label", {for: id}, label), range, field, h("span", {class: "unit"}, unit)),
    show(value) { if (waiting === null) { range.value = value; field.value = value; range.setAttribute("aria-valuetext", `${value} ${unit}`); } },
  };
}

function choice(label, options, change) {
  // options: [[value, words], ...]
  const id = unique();
  const select = h("select", {id, onchange: () => change(options[select.selectedIndex][0])}, options.map(([, words]) => h("option", {}, words)));
  return {element: h("div", {class: "field"}, h("label", {for: id}, label), select),
          show(value) { select.selectedIndex = options.findIndex(([v]) => v === value); }};
}

// ---------------------------------------------------------------- colour

// cividis (Nuñez, Anderton, Renslow 2018): even steps in lightness, the same to normal and to red-green blind eyes
const CIVIDIS = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"]
  .map(c => [1, 3, 5].map(i => parseInt(c.slice(i, i + 2), 16)));

function colour(value) { // in [0, 1]
  const x = Math.min(1, Math.max(0, value)) * (CIVIDIS.length - 1), i = Math.min(CIVIDIS.length - 2, Math.floor(x));
  return `rgb(${CIVIDIS[i].map((a, j) => Math.round(a + (x - i) * (CIVIDIS[i + 1][j] - a))).join(",")})`;
}

function extent(counts) { // smallest and largest count of the codes that are used
  let low = Infinity, high = 1;
  for (const count of counts) if (count) { low = Math.min(low, count); high = Math.max(high, count); }
  return low <= high ? [low, high] : [1, 1];
}
const heat = (count, [low, high]) => high > low ? Math.log(Math.max(count, low) / low) / Math.log(high / low) : 1;

function colourBar(range, what) {
  // logarithmic from the smallest to the largest count
  const id = unique(), width = 300, [low, high] = range, at = count => width * (high > low ? heat(count, range) : 0.5);
  const ticks = [low, high].filter((count, i, both) => !i || count > both[0]);
  for (const step of [1, 5, 2]) for (let power = step; power < high; power *= 10)
    if (power > low && ticks.every(count => Math.abs(at(count) - at(power)) > 44)) ticks.push(power);
  return s("svg", {viewBox: `-22 0 ${width + 48} 34`, class: "bar", role: "img", "aria-label": `Colour scale: ${what}, from ${number(low)} to ${number(high)}, logarithmic`},
    s("defs", {}, s("linearGradient", {id}, CIVIDIS.map((_, i) => s("stop", {offset: i / 9, "stop-color": colour(i / 9)})))),
    s("rect", {x: 0, y: 2, width, height: 10, fill: `url(#${id})`, class: "frame"}),
    ticks.map(count => [s("line", {x1: at(count), x2: at(count), y1: 12, y2: 16, class: "axis"}),
                        s("text", {x: at(count), y: 28, "text-anchor": "middle"}, number(count))]));
}

// ---------------------------------------------------------------- charts

function niceTicks(low, high, wanted = 5) {
  const raw = (high - low) / wanted || 1, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(m => m * power).find(m => m >= raw * 0.999);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.push(+(i * step).toPrecision(10));
  return ticks;
}
const short = x => Math.abs(x) >= 1000 ? (x / 1000).toLocaleString("en-US") + "k" : x.toLocaleString("en-US").replace("-", "−");

function chart({xs, ys, bars = false, logarithmic = false, xName, yName, label, marks = [], points = false, onpick}) {
  // xs: of bars one more than ys (edges). Heights on a log axis start at 0.5, so that 1 shows.
  const W = 400, H = 150, left = 52, right = 12, top = 10, bottom = 38;
  const lift = y => logarithmic ? Math.log10(Math.max(y, 0.5)) : y;
  const x0 = xs[0], x1 = xs.at(-1) === xs[0] ? xs[0] + 1 : xs.at(-1);
  const low = logarithmic ? Math.log10(0.5) : Math.min(0, ...ys), high = Math.max(lift(Math.max(...ys)), low + 1e-9) + (logarithmic ? 0.1 : 0);
  const X = x => left + (W - left - right) * (x - x0) / (x1 - x0), Y = y => H - bottom - (H - top - bottom) * (lift(y) - low) / (high - low);
  const yTicks = logarithmic ? Array.from({length: Math.ceil(high)}, (_, i) => 10 ** i).filter(t => Math.log10(t) <= high) : niceTicks(low, high, 4);
  return s("svg", {viewBox: `0 0 ${W} ${H}`, class: "chart", role: "img", "aria-label": label, onclick: onpick && (event => {
      const box = event.currentTarget.getBoundingClientRect();
      onpick(Math.round(x0 + (x1 - x0) * ((event.clientX - box.left) / box.width * W - left) / (W - left - right)));
    })},
    yTicks.map(t => [s("line", {x1: left, x2: W - right, y1: Y(t), y2: Y(t), class: "grid"}), s("text", {x: left - 6, y: Y(t) + 4, "text-anchor": "end"}, short(t))]),
    niceTicks(x0, x1, 6).map(t => [s("line", {x1: X(t), x2: X(t), y1: H - bottom, y2: H - bottom + 4, class: "axis"}), s("text", {x: X(t), y: H - bottom + 16, "text-anchor": "middle"}, short(t))]),
    s("line", {x1: left, x2: W - right, y1: H - bottom, y2: H - bottom, class: "axis"}),
    bars ? s("path", {class: "fillmark", d: ys.map((y, i) => y > 0 ? `M${X(xs[i])} ${H - bottom}V${Y(y)}H${X(xs[i + 1])}V${H - bottom}Z` : "").join("")})
         : points ? s("path", {class: "dots", d: ys.map((y, i) => `M${X(xs[i]).toFixed(1)} ${Y(y).toFixed(1)}h0`).join("")})
         : s("path", {class: "line", d: ys.map((y, i) => `${i ? "L" : "M"}${X(xs[i]).toFixed(1)} ${Y(y).toFixed(1)}`).join("")}),
    marks.map(m => s("line", {x1: X(m), x2: X(m), y1: top, y2: H - bottom, class: "mark"})),
    s("text", {x: (left + W - right) / 2, y: H - 5, "text-anchor": "middle", class: "name"}, xName),
    s("text", {x: 12, y: (top + H - bottom) / 2, "text-anchor": "middle", class: "name", transform: `rotate(-90 12 ${(top + H - bottom) / 2})`}, yName));
}

// ---------------------------------------------------------------- parts of both views

function scaffold(model, el, title) {
  // the frame of a view, what it says when something fails, and its subscriptions
  const root = h("div", {class: "rqae-x", role: "region", "aria-label": title, "data-lm-suppress-shortcuts": "true",
    onkeydown: event => { if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation(); }}); // a notebook in command mode would take arrows and letters
  const message = h("div", {class: "message", role: "status"});
  const listeners = [];
  const watch = (names, update) => {
    for (const name of names) { model.on(`change:${name}`, update); listeners.push([`change:${name}`, update]); }
    update();
  };
  const put = changes => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    busy();
    model.save_changes();
  };
  let timer = null;
  const busy = () => { clearTimeout(timer); timer = setTimeout(() => root.setAttribute("aria-busy", "true"), 150); };
  watch(["done"], () => { clearTimeout(timer); root.removeAttribute("aria-busy"); root.dataset.done = model.get("done"); });
  watch(["message"], () => { message.textContent = model.get("message"); message.hidden = !model.get("message"); });
  el.append(h("style", {}, STYLE), root);
  return {root, message, watch, put, busy, clean: () => { clearTimeout(timer); for (const [name, update] of listeners) model.off(name, update); }};
}

function textField(model, put, label) {
  // where a text is typed; in a page without a language model, where one is chosen
  const about = model.get("about");
  if (about.texts) {
    const select = choice(label, about.texts.map(text => [text, text.length > 90 ? text.slice(0, 90) + "…" : text]), text => put({text, ...resets(model)}));
    return {element: select.element, show: () => select.show(model.get("text"))};
  }
  const id = unique();
  const send = () => { if (input.value !== model.get("text")) put({text: input.value, ...resets(model)}); };
  const input = h("input", {type: "text", id, spellcheck: "false", autocomplete: "off", placeholder: "type a text, then Enter", onchange: send, onkeydown: event => { if (event.key === "Enter") send(); }});
  return {element: h("div", {class: "field wide"}, h("label", {for: id}, label), input, h("button", {onclick: send}, "Encode")),
          show: () => { if (input !== document.activeElement) input.value = model.get("text"); }};
}
const resets = model => model.get("kind") === "codebook" ? {position: null} : {chosen: [], rows: []};

function walk(event, selector) {
  // arrow keys between the tokens of a context, and between contexts
  const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0, Home: 0, End: 0}[event.key];
  const here = event.target.closest?.(selector);
  if (step === undefined || !here) return;
  event.preventDefault();
  const row = here.closest("[data-line]"), all = [...row.querySelectorAll(selector)];
  let to;
  if (event.key === "Home") to = all[0];
  else if (event.key === "End") to = all.at(-1);
  else if (step) to = all[all.indexOf(here) + step];
  else {
    const other = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    to = other?.querySelector(`${selector}[tabindex="0"]`);
  }
  to?.focus();
}

function context(found, options = {}) {
  // one line: what comes before, the token, what comes after; the line never wraps
  const {score, colourOf, pick, number: place} = options;
  const words = (entries, offset) => entries.map(([text, value, row], i) => {
    const here = offset + i === found.at;
    return h("span", {class: here ? "word here" : "word", role: pick && "button", tabindex: pick && (here ? 0 : -1), "data-key": pick && `${found.row}:${offset + i}`,
                      title: text.length > 1 && colourOf ? `${described(text)}: ${signed(value, 3)}` : described(text), "aria-label": pick && described(text),
                      style: colourOf && {"--heat": colourOf(value)}, onclick: pick && (event => pick(row, event)),
                      onkeydown: pick && (event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(row, event); } })}, h("bdi", {}, inline(text)));
  });
  return h("li", {"data-line": true, class: score === undefined ? "context" : "context scored"},
    score !== undefined && h("span", {class: "score"}, signed(score, 3)),
    h("span", {class: "before"}, h("span", {}, words(found.tokens.slice(0, found.at), 0))),
    h("span", {class: "after"}, words(found.tokens.slice(found.at), found.at)),
    h("span", {class: "topic", title: `document ${number(found.document)}${found.topic ? `, ${visible(found.topic)}` : ""}`}, found.topic ? visible(found.topic, 28) : `document ${number(found.document)}`));
}

const promotedList = (promoted, unit) => h("ol", {class: "chips"}, promoted.map(([text, value]) => h("li", {}, token(text), h("span", {class: "count"}, `+${value.toFixed(1)}`))));

// ---------------------------------------------------------------- codebook explorer

const PAIRS = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
const turn = (matrix, i, j, angle) => { // rows of a rotation, turned in the plane of axes i and j
  const [c, w] = [Math.cos(angle), Math.sin(angle)];
  const a = matrix[i].map((x, k) => c * x - w * matrix[j][k]), b = matrix[i].map((x, k) => w * x + c * matrix[j][k]);
  matrix[i] = a; matrix[j] = b;
};
const start4 = () => { const m = [0, 1, 2, 3].map(i => [0, 1, 2, 3].map(j => +(i === j))); turn(m, 0, 3, 0.35); turn(m, 1, 3, 0.25); return m; };
const start3 = () => { const m = [0, 1, 2].map(i => [0, 1, 2].map(j => +(i === j))); turn(m, 0, 2, 0.5); turn(m, 1, 2, 0.4); return m; };

function directionsView(model, pick, hover) {
  // Stereographic projection of each half of the 3-sphere into a ball: the half with c4 below 0 is seen from the pole c4 = 1
  // and lands inside the unit ball; the other half is seen from the opposite pole. One ball holds the opposites of the other.
  const {directions} = model.get("about");
  const K = directions.length, dims = directions[0].length;
  let turn4 = start4(), turn3 = start3(), zoom = 1, pairs = dims !== 4, use = null, marks = {};
  const points = s("g", {});
  const circles = directions.map((_, code) => s("circle", {"data-code": code, class: "code"}));
  const rings = {near: s("g", {class: "near"}), selected: s("circle", {class: "selected", visibility: "hidden"}), path: s("path", {class: "pathmark", visibility: "hidden"})};
  const backdrop = s("g", {});
  const svg = s("svg", {viewBox: "0 0 760 392", class: "sphere", tabindex: 0, role: "application",
    "aria-label": "Directions of this layer. Arrow keys turn, with Shift into the fourth dimension; plus and minus zoom; 0 resets. Codes are chosen in the list of codes beside it."}, backdrop, rings.near, points, rings.path, rings.selected);

  function place(direction) { // x, y, depth, which ball
    const v = turn4.map(row => row.reduce((sum, x, i) => sum + x * direction[i], 0));
    const sign = v[3] > 0 ? 1 : -1;
    const p = [0, 1, 2].map(i => v[i] / (1 + sign * v[3]));
    const q = turn3.map(row => row.reduce((sum, x, i) => sum + x * p[i], 0));
    const perspective = 3.6 / (3.6 - q[2]);
    return [(sign < 0 ? 190 : 570) + 158 * zoom * perspective * q[0], 190 - 158 * zoom * perspective * q[1], q[2], perspective];
  }
  function flat(direction, panel) {
    const [i, j] = PAIRS.filter(([, b]) => b < dims)[panel], column = panel % 3, row = Math.floor(panel / 3);
    return [130 + 250 * column + 82 * direction[i], 103 + 192 * row - 82 * direction[j]];
  }
  function draw() {
    if (!use) return;
    const range = extent(use.counts);
    backdrop.replaceChildren();
    points.replaceChildren();
    rings.near.replaceChildren();
    rings.selected.setAttribute("visibility", "hidden");
    rings.path.setAttribute("visibility", "hidden");
    const circle = (node, x, y, r) => { node.setAttribute("cx", x.toFixed(1)); node.setAttribute("cy", y.toFixed(1)); node.setAttribute("r", r.toFixed(1)); return node; };
    const paint = (node, code) => {
      node.setAttribute("fill", use.counts[code] ? colour(heat(use.counts[code], range)) : "none");
      node.classList.toggle("unused", !use.counts[code]);
    };
    if (pairs) {
      const panels = PAIRS.filter(([, b]) => b < dims);
      panels.forEach(([i, j], panel) => {
        const [x, y] = flat(directions[0].map(() => 0), panel);
        backdrop.append(s("circle", {cx: x, cy: y, r: 82, class: "ball"}), s("line", {x1: x - 82, x2: x + 82, y1: y, y2: y, class: "grid"}), s("line", {x1: x, x2: x, y1: y - 82, y2: y + 82, class: "grid"}),
          s("text", {x: x + 88, y: y + 4}, `c${i + 1}`), s("text", {x: x + 4, y: y - 87}, `c${j + 1}`));
      });
      const order = [...use.counts.keys()].sort((a, b) => use.counts[a] - use.counts[b]);
      panels.forEach((_, panel) => { for (const code of order) {
        const [x, y] = flat(directions[code], panel), node = s("circle", {class: "code", "data-code": code});
        paint(node, code);
        points.append(circle(node, x, y, 2.4 + 2.4 * (use.counts[code] && heat(use.counts[code], range))));
        if (marks.near?.includes(code)) rings.near.append(s("circle", {cx: x, cy: y, r: 7}));
        if (code === marks.path) points.append(s("path", {d: diamond(x, y, 9), class: "pathmark"}));
        if (code === marks.selected) points.append(s("circle", {cx: x, cy: y, r: 8, class: "selected"}));
      } });
      return;
    }
    for (const [x, words] of [[190, "c₄ < 0"], [570, "c₄ > 0"]])
      backdrop.append(s("circle", {cx: x, cy: 190, r: 158 * zoom * 1.04, class: "ball"}), s("text", {x, y: 382, "text-anchor": "middle"}, `half with ${words}, after turning`));
    const placed = directions.map((direction, code) => [...place(direction), code]).sort((a, b) => a[2] - b[2]);
    for (const [x, y, depth, perspective, code] of placed) {
      const node = circle(circles[code], x, y, perspective * zoom ** 0.5 * (3.2 + 3.8 * (use.counts[code] && heat(use.counts[code], range))));
      paint(node, code);
      node.style.fillOpacity = node.style.strokeOpacity = (0.62 + 0.38 * (depth + 1) / 2).toFixed(2); // "opacity" would be composited for each
      points.append(node);
      if (marks.near?.includes(code)) rings.near.append(s("circle", {cx: x, cy: y, r: perspective * 9}));
      if (code === marks.selected) { circle(rings.selected, x, y, perspective * 10); rings.selected.removeAttribute("visibility"); }
      if (code === marks.path) { rings.path.setAttribute("d", diamond(x, y, perspective * 13)); rings.path.removeAttribute("visibility"); }
    }
  }
  const diamond = (x, y, r) => `M${x - r} ${y}L${x} ${y - r}L${x + r} ${y}L${x} ${y + r}Z`;
  const later = onceAFrame(draw);
  function rotate(dx, dy, fourth) {
    if (fourth) { turn(turn4, 0, 3, dx); turn(turn4, 1, 3, dy); } else { turn(turn3, 0, 2, -dx); turn(turn3, 1, 2, -dy); }
    later();
  }
  let from = null, moved = 0;
  svg.addEventListener("pointerdown", event => { from = [event.clientX, event.clientY]; moved = 0; });
  svg.addEventListener("pointermove", event => {
    const code = event.target.dataset?.code;
    hover(code === undefined ? null : +code);
    if (!from || pairs || !event.buttons) return;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved > 4) { svg.setPointerCapture(event.pointerId); rotate(dx / 160, dy / 160, event.shiftKey); }
    from = [event.clientX, event.clientY];
  });
  svg.addEventListener("pointerup", event => {
    if (from && moved <= 4 && event.target.dataset?.code !== undefined) pick(+event.target.dataset.code);
    from = null;
  });
  svg.addEventListener("pointerleave", () => hover(null));
  svg.addEventListener("keydown", event => {
    const step = {ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, -0.12], ArrowDown: [0, 0.12]}[event.key];
    if (step && !pairs) rotate(...step, event.shiftKey);
    else if (event.key === "+" || event.key === "=") { zoom = Math.min(3, zoom * 1.15); later(); }
    else if (event.key === "-") { zoom = Math.max(0.5, zoom / 1.15); later(); }
    else if (event.key === "0") reset();
    else return;
    event.preventDefault();
  });
  const reset = () => { turn4 = start4(); turn3 = start3(); zoom = 1; later(); };
  return {svg, reset, show(newUse, newMarks) { use = newUse; marks = newMarks; draw(); },
          flatten(value) { pairs = value; later(); }, canTurn: dims === 4, stop: later.cancel};
}

function renderCodebook(model, el) {
  const {root, message, watch, put, clean} = scaffold(model, el, "Codebook explorer");
  const about = model.get("about"), n = about.num_layers;
  const layer = slider("Layer", `of 0–${n - 1}`, 0, n - 1, value => put({layer: value}));
  const crumbs = h("nav", {class: "crumbs", "aria-label": "Codes that are given"});
  const status = h("div", {class: "hover"}, "");
  const pick = code => put({code});
  const counted = code => { const use = model.get("use"); return `${tokensOf(use.counts[code])}, ${share(use.counts[code], use.total)}`; };
  const rest = "Drag or arrow keys turn the view, with Shift in the fourth dimension. Click a code.";
  const view = directionsView(model, pick, code => { status.textContent = code === null ? rest : `code ${code}: ${counted(code)}`; });
  status.textContent = rest;
  const kinds = [["3-D", false], ["Pairs of coordinates", true]].filter(([, value]) => value || view.canTurn);
  const buttons = kinds.map(([words, value], i) => h("button", {"aria-pressed": String(i === 0), onclick: () => {
    buttons.forEach(button => button.setAttribute("aria-pressed", String(button === buttons[i])));
    view.flatten(value);
  }}, words));
  const bar = h("div", {class: "barbox"});
  const list = h("ol", {class: "codes", role: "listbox", tabindex: 0, "aria-label": "Codes of this layer by use. Arrow keys choose."});
  const listTitle = h("h3", {});
  const detail = h("div", {class: "detail"});
  const text = textField(model, put, "Text");
  const chips = h("div", {class: "tokens", role: "toolbar", "aria-label": "Tokens of the text"});
  const path = h("div", {class: "path"});
  root.append(
    h("header", {}, h("h2", {}, "Codebook"), h("span", {class: "about"}, `${visible(about.language_model, 60)} · ${visible(about.corpus, 60)} · ${tokensOf(about.num_tokens)} · ${n} layers of ${about.directions.length} codes`)), message,
    h("div", {class: "controls"}, layer.element, h("div", {class: "group", role: "group", "aria-label": "Kind of view"}, buttons), h("button", {onclick: view.reset}, "Reset view")),
    crumbs,
    h("div", {class: "grid codebook"},
      h("div", {class: "left"}, view.svg, status, bar),
      h("div", {class: "middle"}, listTitle, list),
      h("div", {class: "right"}, detail),
      h("div", {class: "below"}, h("h3", {}, "Path of a token"), text.element, chips, path)));

  let order = [];
  const base = unique(), rows = about.directions.map((_, c) => {
    const swatch = h("span", {class: "swatch"}), length = h("span", {}), count = h("span", {class: "count"});
    const row = h("li", {role: "option", id: `${base}-${c}`, "data-code": c, "aria-selected": "false"}, swatch, h("span", {class: "id"}, c), h("span", {class: "meter"}, length), count);
    return {row, show(tokens, background, width) { swatch.style.background = background; length.style.width = width; count.textContent = number(tokens); }};
  });
  list.addEventListener("keydown", event => {
    const move = {ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -order.length, End: order.length}[event.key];
    if (event.key === "Enter" && model.get("code") !== null) { event.preventDefault(); descend(); return; }
    if (move === undefined) return;
    event.preventDefault();
    const at = order.indexOf(model.get("code"));
    put({code: order[Math.min(order.length - 1, Math.max(0, at < 0 ? 0 : at + move))]});
  });
  list.addEventListener("click", event => { const row = event.target.closest("[data-code]"); if (row) put({code: +row.dataset.code}); });

  const given = () => model.get("given");
  function descend() {
    const [at, code] = [model.get("layer"), model.get("code")];
    if (at + 1 < n && model.get("use").counts[code] && !given().some(([l]) => l === at)) put({given: [...given(), [at, code]], layer: at + 1, code: null});
  }
  function showCrumbs() {
    const conditions = given();
    const step = (words, key, go, current) => h("li", {}, h("button", {"data-key": key, "aria-current": current ? "step" : null, onclick: go}, words));
    replace(crumbs, h("ol", {}, step("all tokens", "all", () => put({given: [], layer: conditions[0]?.[0] ?? model.get("layer"), code: conditions[0]?.[1] ?? model.get("code")}), !conditions.length),
      conditions.map(([l, c], i) => step(`layer ${l}: code ${c}`, `${i}`, () => { const next = conditions[i + 1]; if (next) put({given: conditions.slice(0, i + 1), layer: next[0], code: next[1]}); }, i === conditions.length - 1))),
      h("span", {class: "unit"}, `${tokensOf(model.get("use").total)} here`));
  }
  function showUse() {
    const use = model.get("use");
    if (!use.counts) return;
    const largest = Math.max(...use.counts), range = extent(use.counts);
    order = [...use.counts.keys()].sort((a, b) => use.counts[b] - use.counts[a] || a - b);
    replace(bar, colourBar(range, "tokens of a code"), h("span", {class: "unit"}, "tokens of a code (log scale). Ring: chosen; dotted: its nearest; diamond: the path; empty: unused"));
    listTitle.replaceChildren("Codes by use ", h("span", {class: "unit"}, `layer ${use.layer}, tokens`));
    for (const c of order) rows[c].show(use.counts[c], use.counts[c] ? colour(heat(use.counts[c], range)) : "none", `${100 * use.counts[c] / (largest || 1)}%`);
    list.replaceChildren(...order.map(c => rows[c].row));
    showSelection();
    showCrumbs();
  }
  const showSelection = onceAFrame(() => {
    const code = model.get("code"), found = model.get("detail"), onPath = model.get("path")?.codes?.[model.get("layer")];
    for (const row of list.querySelectorAll('[aria-selected="true"]')) row.setAttribute("aria-selected", "false");
    if (code !== null) {
      const {row} = rows[code];
      row.setAttribute("aria-selected", "true");
      list.setAttribute("aria-activedescendant", row.id);
      if (row.offsetTop < list.scrollTop || row.offsetTop + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = row.offsetTop - list.clientHeight / 3;
    } else list.removeAttribute("aria-activedescendant");
    if (model.get("use").counts) view.show(model.get("use"), {selected: code, near: code === null ? [] : (found?.neighbours ?? []).map(([c]) => c), path: onPath});
  });
  function showDetail() {
    const found = model.get("detail");
    showSelection();
    if (!found || model.get("code") === null) return replace(detail, h("div", {class: "empty"}, h("p", {}, "Click a code, or choose one in the list: its tokens in context, its neighbours, and what its vector promotes are shown here."), h("p", {}, "“Descend” then shows the next layer's codes among the tokens that have it.")));
    const at = found.layer, used = given().some(([l]) => l === at);
    replace(detail,
      h("div", {class: "titleline"}, h("h3", {}, `Code ${found.code} of layer ${at}`), at + 1 < n && !used && h("button", {class: "main", "data-key": "descend", disabled: !found.count, onclick: descend}, `Descend to layer ${at + 1}`)),
      h("p", {class: "facts"}, `${tokensOf(found.count)}, ${share(found.count, found.total)} of the ${number(found.total)} here · direction (${about.directions[found.code].map(x => signed(x)).join(", ")})`),
      section("Most common tokens", "of this code, count", found.tokens.length ? h("ol", {class: "chips"}, found.tokens.map(([text, count]) => h("li", {}, token(text), h("span", {class: "count"}, number(count))))) : h("p", {class: "unit"}, "no token here has this code")),
      section("In context", `${found.contexts.length} of ${tokensOf(found.count)}`, h("ol", {class: "contexts"}, found.contexts.map(c => context(c)))),
      section("Nearest codes", "cosine", h("ol", {class: "chips"}, found.neighbours.map(([code, cosine]) => h("li", {}, h("button", {"data-key": `near${code}`, onclick: () => pick(code)}, `code ${code}`), h("span", {class: "count"}, signed(cosine)))))),
      section("Promoted next tokens", "logits above the layer's mean", found.promoted ? promotedList(found.promoted) : h("p", {class: "unit"}, "not in this page")));
  }
  function showTokens() {
    text.show();
    const at = model.get("position");
    replace(chips, model.get("tokens").map((t, i) => token(t, {"data-key": i, "aria-pressed": String(i === at), onclick: () => put({position: i === at ? null : i})}, "button")));
  }
  function showPath() {
    const found = model.get("path");
    showSelection();
    if (!found?.codes) return replace(path, h("p", {class: "unit"}, model.get("tokens").length ? "Choose a token: its code in every layer is shown, and marked with a diamond in the view." : ""));
    const at = model.get("layer");
    replace(path, h("div", {class: "pathgrid"},
      chart({xs: found.codes.map((_, l) => l), ys: found.counts.map(c => 100 * c / about.num_tokens), points: true, xName: "layer", yName: "share of tokens, %", marks: [at],
             label: "Share of the corpus with this token's code, by layer. Click to go to a layer.", onpick: l => put({layer: Math.min(n - 1, Math.max(0, l))})}),
      h("div", {}, h("p", {class: "unit"}, "layer and code"), h("ol", {class: "steps", "aria-label": "Code of this token in each layer"}, found.codes.map((c, l) => h("li", {}, h("button", {"data-key": `step${l}`, tabindex: l === at ? 0 : -1, "aria-current": l === at ? "step" : null, title: `layer ${l}: code ${c}, ${tokensOf(found.counts[l])}`,
        onclick: () => put({layer: l, code: c})}, h("span", {class: "unit"}, l), ` ${c}`)))))));
    const steps = path.querySelector(".steps");
    const current = steps.querySelector('[aria-current="step"]');
    if (current) steps.scrollTop = Math.max(0, current.parentElement.offsetTop - steps.clientHeight / 2);
  }
  path.addEventListener("keydown", event => {
    const move = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key], at = event.target.closest?.(".steps button");
    if (!move || !at) return;
    event.preventDefault();
    const all = [...path.querySelectorAll(".steps button")];
    all[all.indexOf(at) + move]?.focus();
  });
  watch(["use"], showUse);
  watch(["layer"], () => { layer.show(model.get("layer")); showPath(); });
  watch(["given"], showCrumbs);
  watch(["code"], showSelection);
  watch(["detail"], showDetail);
  watch(["tokens", "position", "text"], showTokens);
  watch(["path"], showPath);
  return () => { view.stop(); showSelection.cancel(); clean(); };
}

// ---------------------------------------------------------------- feature explorer

function renderFeature(model, el) {
  const {root, message, watch, put, busy, clean} = scaffold(model, el, "Feature explorer");
  const about = model.get("about"), n = about.num_layers, history = [];
  const remember = () => { history.push(Object.fromEntries(["text", "chosen", "rows", "prefix"].map(name => [name, model.get(name)]))); if (history.length > 100) history.shift(); };
  const ask = changes => { remember(); put(changes); };
  const text = textField(model, ask, "Text");
  const chips = h("div", {class: "tokens", role: "toolbar", "aria-label": "Tokens of the text; with Ctrl or Shift several"});
  const query = h("div", {class: "query", "aria-label": "Tokens of the query"});
  const prefix = slider("Prefix", `layers of ${n}`, 1, n, value => put({prefix: value}));
  const jumps = [4, 16, 64, 256].filter(k => k <= n);
  const rank = choice("Rank", [["top", "strongest"], ["middle", "about the median"], ["bottom", "weakest"]], value => put({rank: value}));
  const once = h("input", {type: "checkbox", id: unique(), onchange: () => put({distinct: once.checked})});
  const contexts = h("div", {class: "results"});
  const side = h("div", {class: "side"});
  const family = h("div", {class: "family"});
  const name = h("input", {type: "text", id: unique(), maxlength: 80, value: "feature", spellcheck: "false"});
  const saved = h("span", {class: "unit", role: "status"});
  root.append(
    h("header", {}, h("h2", {}, "Features"), h("span", {class: "about"}, `${visible(about.language_model, 60)} · ${visible(about.corpus, 60)} · ${tokensOf(about.num_tokens)} · ${n} layers`)), message,
    text.element, chips, query,
    h("div", {class: "controls"}, prefix.element, h("div", {class: "group", role: "group", "aria-label": "Prefixes"}, jumps.map(k => h("button", {onclick: () => put({prefix: k}), "aria-label": `Prefix ${k}`}, k))),
      rank.element, h("div", {class: "field"}, once, h("label", {for: once.id}, "each token once"))),
    h("div", {class: "grid feature"}, contexts, side),
    family,
    h("div", {class: "controls save"}, h("label", {for: name.id}, "Save as"), name,
      !about.texts && h("button", {onclick: () => { model.send({do: "save", name: name.value}); busy(); }}, "Keep in Python"),
      h("button", {onclick: () => model.send({do: "json", name: name.value})}, "Download JSON"), saved));

  const chosen = () => model.get("chosen"), rows = () => model.get("rows");
  const several = event => event.ctrlKey || event.metaKey || event.shiftKey;
  const toggle = (list, item) => list.includes(item) ? list.filter(x => x !== item) : [...list, item];
  function pickRow(row, event) { ask(several(event) ? {rows: toggle(rows(), row)} : {rows: [row], chosen: []}); }

  function showTokens() {
    text.show();
    replace(chips, model.get("tokens").map((t, i) => token(t, {"data-key": i, "aria-pressed": String(chosen().includes(i)), onclick: event =>
      ask(several(event) ? {chosen: toggle(chosen(), i)} : chosen().length === 1 && chosen()[0] === i && !rows().length ? {chosen: []} : {chosen: [i], rows: []})}, "button")));
  }
  function showQuery() {
    const found = model.get("result"), items = found.query ?? [], shown = items.slice(0, 12);
    replace(query, h("span", {class: "label"}, "Query"),
      shown.map((item, i) => h("span", {class: "item"}, token(item.text), h("span", {class: "unit"}, item.row === null ? "text" : `row ${number(item.row)}`),
        h("button", {class: "remove", "data-key": `remove${i}`, "aria-label": `Remove ${described(item.text)} from the query`, onclick: () => ask(item.row === null ? {chosen: chosen().filter(p => p !== item.position)} : {rows: rows().filter(r => r !== item.row)})}, "×"))),
      items.length > shown.length && h("span", {class: "unit"}, `and ${tokensOf(items.length - shown.length)} more`),
      !items.length && h("span", {class: "unit"}, "choose a token of the text; Ctrl or Shift click adds to it"),
      h("span", {class: "push"}),
      h("button", {"data-key": "back", disabled: !history.length, onclick: () => { put(history.pop()); }}, "Back"),
      items.length > 0 && h("button", {"data-key": "clear", onclick: () => ask({chosen: [], rows: []})}, "Clear"));
  }
  function showResult() {
    const found = model.get("result");
    showQuery();
    if (!found.contexts) { replace(side); return replace(contexts, h("p", {class: "empty"}, "No query yet. Choose a token above; the corpus's tokens are then ranked by how much they share its codes, layer by layer.")); }
    const [low, high] = found.range, colourOf = value => `${(100 * Math.min(1, Math.max(0, (value - low) / (high - low)))).toFixed(1)}%`;
    replace(contexts, h("div", {class: "titleline"}, h("h3", {}, {top: "Strongest", middle: "Around the median", bottom: "Weakest"}[model.get("rank")], " tokens in context ", h("span", {class: "unit"}, found.unit)),
        h("span", {class: "scale", "aria-label": `Colour of tokens: ${found.unit} from ${signed(low)} to ${signed(high)}`}, h("span", {}, signed(low)), h("span", {class: "ramp"}), h("span", {}, signed(high)))),
      h("ol", {class: "contexts", onkeydown: event => walk(event, ".word")}, found.contexts.map(c => context(c, {score: c.score, colourOf, pick: pickRow}))),
      h("p", {class: "unit"}, "Click a token to search for it; Ctrl or Shift click adds it to the query. Arrow keys move between tokens."));
    const {edges, counts} = found.histogram;
    replace(side,
      section("Over the corpus", `${tokensOf(about.num_tokens)}`, chart({xs: edges, ys: counts, bars: true, logarithmic: true, xName: found.unit, yName: "tokens (log)", marks: [found.contexts.at(-1)?.score].filter(x => x !== undefined),
        label: `Histogram of ${found.unit} over the corpus, on a logarithmic axis. The line is the last token listed.`}), h("p", {class: "unit"}, "line: the last token listed")),
      found.kappa && section("Concentration by layer", "κ, no unit", chart({xs: found.kappa.length === 1 ? [0, 1] : found.kappa.map((_, l) => l), ys: found.kappa.length === 1 ? [found.kappa[0], found.kappa[0]] : found.kappa, xName: "layer", yName: "κ", label: "Concentration of the query's tokens by layer"})),
      found.kappa && section("Difference from the corpus", "by layer, nats", chart({xs: found.kappa.length === 1 ? [0, 1] : found.kappa.map((_, l) => l), ys: found.kappa.length === 1 ? [found.divergence[0], found.divergence[0]] : found.divergence, xName: "layer", yName: "KL, nats", label: "Kullback–Leibler divergence of the query from the corpus by layer"})),
      section("Promoted next tokens", "logits above the average token's", found.promoted ? promotedList(found.promoted) : h("p", {class: "unit"}, found.note ?? "")),
      found.latents && section("Nearest SAE latents", "cosine of decoder vectors; what they promote", h("ol", {class: "latents"}, found.latents.map(([id, cosine, words]) => h("li", {}, h("span", {class: "id"}, `latent ${number(id)}`), h("span", {class: "count"}, signed(cosine)), words.map(w => token(w)))))));
  }
  function showFamily() {
    const found = model.get("family"), result = model.get("result"), progress = model.get("progress");
    if (!result.contexts) return replace(family);
    const k = model.get("prefix");
    const child = (c, i, kind) => h("li", {class: c.own ? "own" : null}, h("div", {class: "titleline"}, h("span", {}, h("b", {}, c.own ? "this feature's own branch" : `${kind} ${i + 1}`), h("span", {class: "unit"}, ` ${tokensOf(c.count)}`)),
        c.rows && h("button", {"data-key": `${kind}${i}`, onclick: () => ask({rows: c.rows, chosen: [], prefix: c.prefix})}, `Open, prefix ${c.prefix}`)),
      h("ol", {class: "contexts"}, c.contexts.map(e => context(e))),
      c.promoted && promotedList(c.promoted));
    const part = (title, unit, branches, kind, none) => section(title, unit, branches?.length > 1 ? h("ol", {class: "branches"}, branches.map((c, i) => child(c, i, kind))) : h("p", {class: "unit"}, none));
    replace(family, h("div", {class: "titleline"}, h("h3", {}, "Children and siblings"), !about.texts && h("button", {"data-key": "split", disabled: !!progress, onclick: () => { model.send({do: "split"}); busy(); }}, progress ? "Splitting…" : `Split the feature of ${k} layers`)),
      progress && h("div", {class: "progress", role: "status"}, h("progress", {"aria-label": "Splitting"}), h("span", {}, progress)),
      found.children && h("div", {class: "columns"},
        part("Children", `prefix ${found.prefix}, told apart up to ${found.last}`, found.children, "child", found.children_note ?? "Held-out tokens speak for one kind: no children."),
        part("Siblings", `branches of the prefix ${found.parent ?? "–"}`, found.siblings, "sibling", found.siblings_note ?? "Held-out tokens speak for one kind: no siblings.")),
      !found.children && !progress && h("p", {class: "unit"}, about.texts ? found.note ?? "Not in this page for this feature." : "Splitting clusters the 400 strongest tokens by their later codes; it takes a few seconds."));
  }
  const custom = content => {
    if (content.json) {
      const url = URL.createObjectURL(new Blob([content.json], {type: "application/json"}));
      const link = h("a", {href: url, download: content.file});
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    }
    if (content.said) saved.textContent = content.said;
  };
  model.on("msg:custom", custom);
  watch(["tokens", "chosen", "text"], showTokens);
  watch(["result"], showResult);
  watch(["family", "progress", "result"], showFamily);
  watch(["prefix"], () => { prefix.show(model.get("prefix")); });
  watch(["rank"], () => rank.show(model.get("rank")));
  watch(["distinct"], () => { once.checked = model.get("distinct"); });
  return () => { model.off("msg:custom", custom); clean(); };
}

function render({model, el}) { return (model.get("kind") === "codebook" ? renderCodebook : renderFeature)(model, el); }
export default {render};

// ---------------------------------------------------------------- the page of export_page

async function unpack(text, Type) { // base64 of zlib data
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Type(await new Response(stream).arrayBuffer());
}

const interpolate = (x, xs, ys) => { // xs increasing
  let low = 0, high = xs.length - 1;
  if (x <= xs[0]) return ys[0];
  if (x >= xs[high]) return ys[high];
  while (high - low > 1) { const middle = (low + high) >> 1; if (xs[middle] <= x) low = middle; else high = middle; }
  return ys[low] + (ys[high] - ys[low]) * (x - xs[low]) / (xs[high] - xs[low]);
};

class Corpus {
  // what the page carries of the index: the answers of the Python side, from fewer tokens and layers
  static async open(data) {
    const corpus = Object.assign(new Corpus(), data);
    const [low, high, tokens, documents, lensIds, lensValues] = await Promise.all([unpack(data.packed.low, Uint8Array), unpack(data.packed.high, Uint8Array), unpack(data.packed.tokens, Uint32Array),
      unpack(data.packed.documents, Uint32Array), unpack(data.packed.lens_ids, Uint32Array), unpack(data.packed.lens_values, Uint16Array)]);
    const T = corpus.T = tokens.length;
    const codes = new Uint16Array(low.length);
    for (let i = 0; i < codes.length; i++) codes[i] = low[i] | high[i] << 8;
    corpus.codes = Array.from({length: data.about.num_layers}, (_, l) => codes.subarray(l * T, (l + 1) * T));
    Object.assign(corpus, {tokens, documents, lensIds, lensValues, K: data.about.directions.length});
    return corpus;
  }
  text(row) { return this.vocabulary[this.tokens[row]]; }
  where(given) { // rows that have these codes
    let rows = null;
    for (const [layer, code] of given) {
      const codes = this.codes[layer], kept = [];
      if (rows) { for (const row of rows) if (codes[row] === code) kept.push(row); } else for (let t = 0; t < this.T; t++) if (codes[t] === code) kept.push(t);
      rows = kept;
    }
    return rows;
  }
  context(row, values = null, before = 14, after = 10) {
    const start = row - row % this.about.text_length, first = Math.max(row - before, start), last = Math.min(row + 1 + after, start + this.about.text_length, this.T), tokens = [];
    for (let t = first; t < last; t++) tokens.push(values ? [this.text(t), values[t], t] : [this.text(t)]);
    const document = this.documents[row];
    return {row, document: this.document_numbers[document], topic: this.topics[document], at: row - first, tokens};
  }
  use(layer, given) {
    const counts = new Array(this.K).fill(0), codes = this.codes[layer], rows = this.where(given);
    if (rows) for (const row of rows) counts[codes[row]]++; else for (let t = 0; t < this.T; t++) counts[codes[t]]++;
    return {layer, counts, total: rows ? rows.length : this.T};
  }
  detail(layer, given, code, use) {
    const rows = this.where([...given, [layer, code]]), often = new Map();
    for (const row of rows) often.set(this.tokens[row], (often.get(this.tokens[row]) ?? 0) + 1);
    const D = this.about.directions, cosines = D.map((d, i) => [i, Math.round(1e4 * d.reduce((sum, x, j) => sum + x * D[code][j], 0)) / 1e4]).filter(([i]) => i !== code).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const seen = new Set(), shown = [];
    for (let i = 0; i < rows.length && shown.length < 12; i += Math.max(1, Math.floor(rows.length / 48))) if (!seen.has(this.documents[rows[i]])) { seen.add(this.documents[rows[i]]); shown.push(rows[i]); }
    const size = this.lens_size, offset = (layer * this.K + code) * size;
    return {layer, code, count: rows.length, total: use.total, contexts: shown.map(row => this.context(row)), neighbours: cosines.slice(0, 8),
      tokens: [...often].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 14).map(([t, count]) => [this.vocabulary[t], count]),
      promoted: Array.from({length: size}, (_, i) => [this.vocabulary[this.lensIds[offset + i]], this.lensValues[offset + i] / 100])};
  }
  path(codes) { return {codes, counts: codes.map((c, l) => { let count = 0; const layer = this.codes[l]; for (let t = 0; t < this.T; t++) count += layer[t] === c; return count; })}; }

  tables(paths, prefix) {
    // one path: layer weight times cosine; several: log densities of a von Mises–Fisher distribution a layer
    const D = this.about.directions, one = paths.length === 1, kappa = [], divergence = [], tables = [], mus = [];
    for (let l = 0; l < prefix; l++) {
      let mean = D[0].map((_, j) => paths.reduce((sum, p) => sum + D[p[l]][j], 0));
      if (one) { tables.push(D.map(d => this.weights[l] * d.reduce((sum, x, j) => sum + x * mean[j], 0))); continue; }
      mean = mean.map((x, j) => (x + 4 * this.background[l][j]) / (paths.length + 4)); // 4 pseudo-tokens of the corpus, as in FeatureDistribution
      const length = Math.hypot(...mean), mu = mean.map(x => x / Math.max(length, 1e-12)), fit = this.fit, k = interpolate(length, fit.length, fit.kappa), z = interpolate(k, fit.kappa, fit.log_normaliser);
      const back = this.background_fit, cosine = mu.reduce((sum, x, j) => sum + x * back.mu[l][j], 0);
      divergence.push(interpolate(k, fit.kappa, fit.length) * (k - back.kappa[l] * cosine) + z - interpolate(back.kappa[l], fit.kappa, fit.log_normaliser));
      kappa.push(k); mus.push(mu);
      tables.push(D.map(d => k * d.reduce((sum, x, j) => sum + x * mu[j], 0) + z));
    }
    return {tables, kappa: one ? null : kappa, divergence, mus, scale: one ? 1 / this.weights.slice(0, prefix).reduce((a, b) => a + b, 0) : 1 / prefix};
  }
  scores(found, prefix) {
    const total = new Float32Array(this.T);
    for (let l = 0; l < prefix; l++) { const table = Float32Array.from(found.tables[l], x => x * found.scale), codes = this.codes[l]; for (let t = 0; t < this.T; t++) total[t] += table[codes[t]]; }
    return total;
  }
  result(query, prefix, rank, distinct) {
    const paths = query.map(item => item.codes);
    const found = this.tables(paths, prefix), scores = this.scores(found, prefix), one = paths.length === 1;
    const sorted = scores.slice().sort(), median = sorted[this.T >> 1];
    const keys = rank === "top" ? scores.map(x => -x) : rank === "bottom" ? scores : scores.map(x => Math.abs(x - median)), ordered = keys.slice().sort();
    const count = one ? 24 : 34; // beside two more charts
    let rows = [];
    for (let wanted = 4 * count; rows.length < count; wanted *= 4) { // as many from the front as it takes
      const last = ordered[Math.min(wanted, this.T) - 1], near = [], seen = new Set();
      for (let t = 0; t < this.T; t++) if (keys[t] <= last) near.push(t);
      near.sort((a, b) => keys[a] - keys[b] || a - b);
      rows = near.filter(t => !distinct || !seen.has(this.tokens[t]) && seen.add(this.tokens[t])).slice(0, count);
      if (wanted >= this.T) break;
    }
    const low = sorted[0], high = sorted.at(-1), bins = 60, counts = new Array(bins).fill(0), width = (high - low) / bins || 1;
    for (const x of scores) counts[Math.min(bins - 1, Math.floor((x - low) / width))]++;
    return {unit: one ? "intensity, −1 to 1" : "log density, nats per layer", range: one ? [0, 1] : [median, high], query: query.map(({codes, ...item}) => item), contexts: rows.map(row => ({...this.context(row, scores), score: scores[row]})),
      histogram: {edges: Array.from({length: bins + 1}, (_, i) => low + i * width), counts}, kappa: found.kappa, divergence: found.divergence, promoted: null, latents: null};
  }
}

export class PageModel {
  // a model whose answers come from the page
  constructor(corpus, kind) {
    this.corpus = corpus;
    this.listeners = {};
    const first = corpus.texts[0];
    this.state = {kind, about: {...corpus.about, texts: corpus.texts.map(t => t.text)}, message: "", done: 0, text: first.text, tokens: first.tokens, layer: 0, given: [], code: null, position: null, path: {}, detail: null,
                  chosen: [first.position], rows: [], prefix: Math.min(first.prefix, corpus.about.num_layers), rank: "top", distinct: true, family: {}, progress: "", result: {}};
    this.changed = new Set(["layer", "chosen"]);
    this.answer();
  }
  get(name) { return this.state[name]; }
  set(name, value) { if (JSON.stringify(this.state[name]) !== JSON.stringify(value)) { this.state[name] = value; this.changed.add(name); } }
  on(name, listener) { (this.listeners[name] ??= new Set()).add(listener); }
  off(name, listener) { this.listeners[name]?.delete(listener); }
  emit(name, content) { for (const listener of [...this.listeners[name] ?? []]) listener(content); }
  save_changes() {
    const asked = new Set(this.changed);
    this.answer();
    for (const name of new Set([...asked, ...this.changed])) this.emit(`change:${name}`);
    this.changed.clear();
  }
  answer() {
    const {corpus, state} = this, asked = new Set(this.changed), entry = corpus.texts.find(t => t.text === state.text);
    if (asked.has("text")) this.set("tokens", entry.tokens);
    if (state.kind === "codebook") {
      if (asked.has("layer") || asked.has("given")) this.set("use", corpus.use(state.layer, state.given));
      this.set("detail", state.code === null ? null : corpus.detail(state.layer, state.given, state.code, state.use));
      if (asked.has("position") || asked.has("text")) this.set("path", state.position === null ? {} : corpus.path(entry.codes[state.position]));
    } else {
      if (asked.has("text") && !state.chosen.length && !state.rows.length) this.set("chosen", [entry.position]);
      const query = this.query(), note = `In this page only for “${visible(entry.tokens[entry.position]).trim()}” of this text alone, with the first ${corpus.prefixes.join(", ").replace(/, (?=\d+$)/, " or ")} layers.`;
      const extra = query.length === 1 && query[0].row === null ? corpus.extras[`${state.text}|${query[0].position}|${state.prefix}`] : undefined;
      const result = query.length ? corpus.result(query, state.prefix, state.rank, state.distinct) : {};
      this.set("result", query.length ? {...result, promoted: extra?.promoted ?? null, latents: extra?.latents ?? null, note} : {});
      this.set("family", extra?.family ?? {note});
    }
    this.set("done", state.done + 1);
  }
  query() {
    const {corpus, state} = this, entry = corpus.texts.find(t => t.text === state.text);
    return [...state.chosen.map(p => ({text: entry.tokens[p], position: p, row: null, codes: entry.codes[p]})), ...state.rows.map(row => ({text: corpus.text(row), position: null, row, codes: corpus.codes.map(layer => layer[row])}))];
  }
  send(content) {
    const query = this.query(), prefix = this.state.prefix;
    if (content.do !== "json") return;
    if (!query.length) return this.emit("msg:custom", {said: "There is no query to save."});
    const found = this.corpus.tables(query.map(q => q.codes), prefix), name = content.name || "feature";
    const feature = query.length === 1 ? {codes: query[0].codes.slice(0, prefix), weights: this.corpus.weights.slice(0, prefix)} : {mu: found.mus, kappa: found.kappa, num_tokens: query.length};
    this.emit("msg:custom", {json: JSON.stringify({name, language_model: this.corpus.about.language_model, prefix, tokens: query.map(q => q.text), feature}, null, 1), file: `${name.replace(/[^\w.-]+/g, "_")}.json`, said: "Downloaded."});
  }
}

export async function openPage(data, el) {
  const corpus = await Corpus.open(data);
  const panels = [["codebook", "Codebook"], ["feature", "Features"]].map(([kind, words]) => ({kind, words, id: unique(), panel: h("div", {role: "tabpanel", tabindex: -1, "aria-label": words})}));
  const show = (chosen, focus) => panels.forEach(p => {
    const here = p === chosen;
    p.tab.setAttribute("aria-selected", String(here));
    p.tab.tabIndex = here ? 0 : -1;
    p.panel.hidden = !here;
    if (here && !p.open) { p.open = true; p.model = new PageModel(corpus, p.kind); render({model: p.model, el: p.panel}); }
    if (here && focus) p.tab.focus();
  });
  for (const p of panels) { p.panel.id = p.id; p.tab = h("button", {role: "tab", "aria-controls": p.id, onclick: () => show(p)}, p.words); }
  const tabs = h("div", {class: "tabs", role: "tablist", "aria-label": "Views", onkeydown: event => {
    if (["ArrowLeft", "ArrowRight"].includes(event.key)) { event.preventDefault(); show(panels.find(p => p.panel.hidden), true); }
  }}, panels.map(p => p.tab));
  el.replaceChildren(h("style", {}, STYLE), h("div", {class: "rqae-x page"}, h("header", {}, h("h1", {}, data.title), tabs), h("details", {class: "contents"}, h("summary", {}, data.contents[0]), data.contents.slice(1).map(line => h("p", {}, line)))), ...panels.map(p => p.panel));
  show(panels[0]);
  return panels;
}

// ---------------------------------------------------------------- style: JupyterLab's colours where there are any

const STYLE = `
.rqae-x { --p-ink: #1d2125; --p-soft: #59626b; --p-line: #d4d9de; --p-back: #ffffff; --p-raised: #f4f6f8; --p-accent: #005ea8; --p-hot: #f2993a; }
@media (prefers-color-scheme: dark) { .rqae-x { --p-ink: #e6e9ec; --p-soft: #a3adb6; --p-line: #3d444b; --p-back: #16191c; --p-raised: #20252a; --p-accent: #7fc0f5; --p-hot: #914c08; } }
body[data-jp-theme-light="true"] .rqae-x { --p-ink: #1d2125; --p-soft: #59626b; --p-line: #d4d9de; --p-back: #ffffff; --p-raised: #f4f6f8; --p-accent: #005ea8; --p-hot: #f2993a; }
body[data-jp-theme-light="false"] .rqae-x { --p-ink: #e6e9ec; --p-soft: #a9b2ba; --p-line: #4a5157; --p-back: #16191c; --p-raised: #262b30; --p-accent: #7fc0f5; --p-hot: #914c08; }
.rqae-x { --ink: var(--p-ink); --soft: var(--p-soft); --line: var(--p-line); --back: var(--jp-layout-color0, var(--p-back)); --raised: var(--p-raised); --accent: var(--p-accent); --hot: var(--p-hot);
  container-type: inline-size; box-sizing: border-box; color: var(--ink); background: var(--back); font: 13px/1.45 var(--jp-ui-font-family, system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif); padding: 12px 16px; text-align: start; overflow-wrap: anywhere; }
.rqae-x *, .rqae-x *::before { box-sizing: border-box; }
.rqae-x[aria-busy="true"] { cursor: progress; } .rqae-x[aria-busy="true"] header::after { content: "working…"; color: var(--soft); font-size: 12px; }
.rqae-x h1, .rqae-x h2, .rqae-x h3, .rqae-x p, .rqae-x ol { margin: 0; padding: 0; } .rqae-x ol { list-style: none; }
.rqae-x h1 { font-size: 18px; font-weight: 600; } .rqae-x h2 { font-size: 16px; font-weight: 600; } .rqae-x h3 { font-size: 13px; font-weight: 600; margin-bottom: 4px; }
.rqae-x .unit, .rqae-x .about, .rqae-x .count, .rqae-x .label { color: var(--soft); font-weight: 400; font-size: 12px; } .rqae-x .count, .rqae-x .score, .rqae-x .id { font-variant-numeric: tabular-nums; }
.rqae-x header { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; margin-bottom: 8px; }
.rqae-x .message { border-inline-start: 3px solid var(--hot); background: var(--raised); padding: 6px 10px; margin-bottom: 8px; } .rqae-x [hidden] { display: none; }
.rqae-x button, .rqae-x input, .rqae-x select { font: inherit; color: var(--ink); background: var(--back); border: 1px solid var(--line); border-radius: 4px; padding: 2px 8px; min-height: 26px; margin: 0; max-width: 100%; }
.rqae-x button { cursor: pointer; background: var(--raised); white-space: nowrap; } .rqae-x button:hover:not(:disabled) { border-color: var(--accent); } .rqae-x button:disabled { opacity: .5; cursor: default; }
.rqae-x button[aria-pressed="true"], .rqae-x button[aria-current], .rqae-x [role="tab"][aria-selected="true"], .rqae-x button.main { background: var(--accent); border-color: var(--accent); color: var(--back); }
.rqae-x :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.rqae-x input[type="range"] { padding: 0; border: 0; background: none; accent-color: var(--accent); flex: 1 1 120px; min-width: 80px; } .rqae-x input[type="number"] { width: 68px; } .rqae-x input[type="checkbox"] { min-height: 0; accent-color: var(--accent); }
.rqae-x .controls, .rqae-x .field, .rqae-x .slider, .rqae-x .group, .rqae-x .query, .rqae-x .titleline, .rqae-x .item { display: flex; align-items: center; flex-wrap: wrap; gap: 6px 8px; min-width: 0; }
.rqae-x .controls { gap: 8px 18px; margin-bottom: 8px; } .rqae-x .slider { flex: 1 1 320px; flex-wrap: nowrap; white-space: nowrap; max-width: 620px; } .rqae-x .titleline { justify-content: space-between; } .rqae-x .group { gap: 0; } .rqae-x .group button { border-radius: 0; margin-inline-start: -1px; }
.rqae-x .group button:first-child { border-radius: 4px 0 0 4px; } .rqae-x .group button:last-child { border-radius: 0 4px 4px 0; }
.rqae-x .field.wide { flex-wrap: nowrap; margin-bottom: 6px; } .rqae-x .field.wide input { flex: 1; min-width: 0; } .rqae-x .field label { white-space: nowrap; } .rqae-x .field select { min-width: 0; } .rqae-x .push { flex: 1; }
.rqae-x .tokens { display: flex; flex-wrap: wrap; gap: 3px; margin-bottom: 8px; max-height: 132px; overflow: auto; padding: 2px; } .rqae-x .query { border-block: 1px solid var(--line); padding: 5px 0; margin-bottom: 10px; min-height: 38px; }
.rqae-x .token { font-family: var(--jp-code-font-family, ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace); font-size: 12px; display: inline-block; max-width: 22em; overflow: hidden; text-overflow: ellipsis; white-space: pre; vertical-align: bottom; } .rqae-x .space { color: var(--soft); }
.rqae-x button[aria-pressed="true"] .space { color: inherit; } .rqae-x button.token { padding: 2px 5px; }
.rqae-x .item { gap: 4px; background: var(--raised); border-radius: 4px; padding: 1px 2px 1px 6px; } .rqae-x .remove { border: 0; background: none; padding: 0 6px; min-height: 24px; font-size: 15px; line-height: 1; }
.rqae-x .chips { display: flex; flex-wrap: wrap; gap: 4px; } .rqae-x .chips li { background: var(--raised); border-radius: 4px; padding: 2px 6px; display: flex; gap: 6px; align-items: center; max-width: 100%; min-width: 0; } .rqae-x .chips button { border: 0; padding: 0 2px; min-height: 20px; background: none; color: var(--accent); }
.rqae-x .crumbs { display: flex; gap: 10px; align-items: center; margin-bottom: 8px; } .rqae-x .crumbs ol { display: flex; flex-wrap: wrap; gap: 4px; } .rqae-x .crumbs li + li::before { content: "›"; margin-inline-end: 4px; color: var(--soft); }
.rqae-x .grid { display: grid; gap: 14px 20px; align-items: start; } .rqae-x .grid > * { min-width: 0; }
.rqae-x .grid.codebook { grid-template-columns: minmax(0, 1fr) 200px; } .rqae-x .codebook .below { grid-column: 1 / -1; } .rqae-x .codebook .right { grid-column: 1 / -1; } .rqae-x .grid.feature { grid-template-columns: minmax(0, 1fr); }
@container (min-width: 960px) { .rqae-x .grid.codebook { grid-template-columns: minmax(0, 1.3fr) 204px minmax(0, 1.05fr); grid-template-rows: auto 1fr; } .rqae-x .codebook .right { grid-column: 3; grid-row: 1 / 3; } .rqae-x .codebook .below { grid-column: 1 / 3; grid-row: 2; } }
@container (min-width: 860px) { .rqae-x .grid.feature { grid-template-columns: minmax(0, 1.9fr) minmax(0, 1fr); } .rqae-x .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } .rqae-x .pathgrid { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
@container (max-width: 560px) { .rqae-x .grid.codebook { grid-template-columns: minmax(0, 1fr); } }
.rqae-x svg { display: block; width: 100%; height: auto; } .rqae-x svg text { fill: var(--soft); font-size: 11px; font-family: inherit; } .rqae-x .sphere { touch-action: none; cursor: grab; user-select: none; border-radius: 6px; } .rqae-x .sphere:active { cursor: grabbing; } .rqae-x .sphere text { font-size: 13px; }
.rqae-x .ball { fill: var(--raised); stroke: var(--line); } .rqae-x .code { stroke: color-mix(in srgb, var(--ink) 45%, transparent); stroke-width: .6; cursor: pointer; pointer-events: all; } .rqae-x .code:hover { stroke: var(--ink); stroke-width: 2; } .rqae-x .code.unused { stroke: var(--soft); stroke-width: .8; }
.rqae-x .selected { fill: none; stroke: var(--ink); stroke-width: 2.6; pointer-events: none; } .rqae-x .near { fill: none; stroke: var(--ink); stroke-width: 1.1; stroke-dasharray: 2 2; pointer-events: none; } .rqae-x .pathmark { fill: none; stroke: var(--accent); stroke-width: 2.4; pointer-events: none; }
.rqae-x .axis { stroke: var(--soft); } .rqae-x line.grid { display: inline; stroke: var(--line); } .rqae-x .line { fill: none; stroke: var(--accent); stroke-width: 1.6; } .rqae-x .dots { fill: none; stroke: var(--accent); stroke-width: 3.2; stroke-linecap: round; } .rqae-x .fillmark { fill: color-mix(in srgb, var(--accent) 72%, var(--back)); } .rqae-x .mark { stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 4 3; } .rqae-x .frame { stroke: var(--line); }
.rqae-x .chart { max-width: 520px; } .rqae-x .hover { color: var(--soft); font-size: 12px; min-height: 18px; } .rqae-x .barbox { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; } .rqae-x .bar { flex: 0 1 350px; max-width: 350px; }
.rqae-x .codes { height: 390px; overflow: auto; position: relative; border: 1px solid var(--line); border-radius: 6px; } .rqae-x .codes li { display: grid; grid-template-columns: 12px 30px 1fr auto; gap: 6px; align-items: center; padding: 1px 6px; cursor: pointer; contain-intrinsic-size: auto 22px; height: 22px; }
.rqae-x .codes li:hover { background: var(--raised); } .rqae-x .codes [aria-selected="true"] { background: var(--accent); color: var(--back); } .rqae-x .codes [aria-selected="true"] .count { color: inherit; } .rqae-x .swatch { width: 11px; height: 11px; border-radius: 50%; border: 1px solid var(--soft); } .rqae-x .meter { height: 4px; } .rqae-x .meter span { display: block; height: 4px; background: var(--soft); opacity: .6; } .rqae-x .id { text-align: end; }
.rqae-x section { margin-bottom: 12px; min-width: 0; } .rqae-x .facts { color: var(--soft); margin-bottom: 10px; } .rqae-x .empty { color: var(--soft); max-width: 46em; padding: 8px 0; } .rqae-x .empty p + p { margin-top: 6px; }
.rqae-x .context { display: grid; grid-template-columns: minmax(0, 9fr) minmax(0, 10fr) minmax(0, 5em); gap: 0; align-items: baseline; border-bottom: 1px solid color-mix(in srgb, var(--line) 60%, transparent); padding: 2px 0; line-height: 1.5; } .rqae-x .context.scored { grid-template-columns: 4.2em minmax(0, 9fr) minmax(0, 10fr) minmax(0, 8.5em); }
.rqae-x .score { color: var(--soft); font-size: 12px; } .rqae-x .before, .rqae-x .after { display: flex; overflow: hidden; white-space: pre; } .rqae-x .before { justify-content: flex-end; } .rqae-x .before > span { flex: none; } .rqae-x .topic { color: var(--soft); font-size: 11px; padding-inline-start: 10px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.rqae-x .word { flex: none; max-width: 30ch; overflow: hidden; text-overflow: ellipsis; white-space: pre; display: inline-block; vertical-align: bottom; border-radius: 2px; background: color-mix(in srgb, var(--hot) var(--heat, 0%), transparent); } .rqae-x .word[role] { cursor: pointer; } .rqae-x .word.here { font-weight: 650; box-shadow: inset 0 -2px 0 var(--ink); border-radius: 0; } .rqae-x .word:focus-visible { outline-offset: -2px; }
.rqae-x .scale { display: flex; gap: 6px; align-items: center; color: var(--soft); font-size: 12px; } .rqae-x .ramp { width: 110px; height: 10px; border: 1px solid var(--line); background: linear-gradient(to right, transparent, var(--hot)); }
.rqae-x .latents li { display: flex; flex-wrap: wrap; gap: 2px 8px; border-bottom: 1px solid var(--line); padding: 2px 0; } .rqae-x .latents .token { background: var(--raised); border-radius: 3px; padding: 0 4px; }
.rqae-x .family { border-top: 1px solid var(--line); padding-top: 10px; margin-top: 6px; } .rqae-x .columns { display: grid; gap: 14px 24px; margin-top: 8px; } .rqae-x .columns > * { min-width: 0; } .rqae-x .branches > li { border-inline-start: 3px solid var(--line); padding: 0 0 4px 10px; margin-bottom: 12px; } .rqae-x .branches > li.own { border-color: var(--accent); } .rqae-x .branches .chips { margin-top: 4px; } .rqae-x .progress { display: flex; gap: 10px; align-items: center; margin: 6px 0; }
.rqae-x .below { border-top: 1px solid var(--line); padding-top: 10px; } .rqae-x .pathgrid { display: grid; gap: 10px 20px; align-items: start; } .rqae-x .pathgrid > * { min-width: 0; } .rqae-x .path .chart { cursor: pointer; } .rqae-x .steps { display: flex; flex-wrap: wrap; gap: 2px; max-height: 190px; overflow: auto; padding: 2px; position: relative; } .rqae-x .steps button { padding: 0 5px; min-height: 24px; font-size: 12px; font-variant-numeric: tabular-nums; } .rqae-x .steps button[aria-current] .unit { color: inherit; }
.rqae-x .save { border-top: 1px solid var(--line); padding-top: 10px; margin: 10px 0 0; gap: 8px; } .rqae-x .tabs { display: flex; gap: 4px; } .rqae-x .contents { color: var(--soft); font-size: 12px; } .rqae-x .contents p { max-width: 90em; margin-top: 4px; }
.rqae-x.page { padding-bottom: 4px; border-bottom: 1px solid var(--line); container-type: normal; } .rqae-x.page header { margin-bottom: 4px; align-items: center; justify-content: space-between; }
@media (prefers-reduced-motion: no-preference) { .rqae-x button { transition: border-color .12s; } }
`;
