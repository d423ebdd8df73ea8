// Words, elements and controls. Data reaches the document through textContent and attributes alone, never as HTML.
const SHOWN = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽"};
// all that cannot be seen, but the joiner within an emoji
const INVISIBLE = new RegExp("(?!(?<=\\p{Extended_Pictographic}\\ufe0f?)\\u200d(?=\\p{Extended_Pictographic}))" +
  "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}\\u00a0\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0]", "gu");

export function visible(text, longest = 40) {
  // what cannot be seen is named, a mark that would sit on its neighbour gets a circle, long texts are cut
  const cut = text.length > longest ? [...text.slice(0, longest + 1)].slice(0, longest).join("") + "…" : text;
  const code = c => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
  const marked = cut.replace(INVISIBLE, c => SHOWN[c] ?? code(c)).replace(/^\p{M}/u, "◌$&");
  return /^ +$/.test(marked) ? "␣".repeat(marked.length) : marked || "⟨empty⟩";
}
export const number = new Intl.NumberFormat("en-US").format;
export const described = text => visible(text, 400) + (text.length > 400 ? ` (${number(text.length)} characters)` : "");
export const tokensOf = n => `${number(n)} token${n === 1 ? "" : "s"}`;
export const signed = (x, digits = 2) => (x < 0 ? "−" : "") + Math.abs(x).toFixed(digits);
export const clamp = (x, low, high) => Math.min(high, Math.max(low, x));

export function share(part, whole) {
  if (!part) return "0 %";
  return part / whole < 1e-4 ? "under 0.01 %" : `${(100 * part / whole).toPrecision(part / whole >= 0.1 ? 3 : 2)} %`;
}
export function nameOf(tokens) { // of a code: its most distinctive tokens, each kept from turning the next one around
  const shown = new Set(tokens?.map(text => visible(text.trim() || text, 14)));
  return [...shown].map(text => `\u2068${text}\u2069`).join(" · ");
}
export function assign(element, attributes) { // listeners, custom properties and attributes
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
export const h = (tag, ...parts) => make("1999/xhtml", tag, parts), s = (tag, ...parts) => make("2000/svg", tag, parts);

export function replace(place, ...nodes) { // new contents; the keyboard stays where it was
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  place.replaceChildren(...nodes.flat(3).filter(Boolean));
  const same = key && place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (key) (same ?? place.querySelector("button, [tabindex]"))?.focus({preventScroll: true});
}
export function onceAFrame(update) { // however often it is asked for
  let frame = null;
  return () => { frame ??= requestAnimationFrame(() => { frame = null; update(); }); };
}
let ids = 0;
export const unique = () => `rqae-${++ids}`;
export const unit = (...words) => h("span.unit", words), titled = (...children) => h("div.titleline", children);

export const section = (title, words, ...children) =>
  h("section", {"aria-label": title}, h("h3", title, words && unit(` ${words}`)), children);
export function token(text, attributes) { // by itself: its leading space is a faint dot, so that " a" and "a" differ
  const space = /^ (?=\S)/.test(text), full = described(text), label = attributes && (full.trim() || "space");
  return h(attributes ? "button.token" : "span.token", {title: full, "aria-label": label, ...attributes},
    space && h("span.space", "·"), h("bdi", visible(space ? text.slice(1) : text)));
}
export const chips = (items, of = token) =>
  h("ol.chips", items.map(([item, value]) => h("li", of(item), h("span.count", value))));
export const promotedChips = promoted => chips(promoted.map(([text, value]) => [text, `+${value.toFixed(1)}`]));

export function slider(label, words, low, high, change) { // range and number, which say the same; sent once a frame
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
export function choice(label, options, change) { // options: [[value, words], ...]
  const select = h("select", {id: unique(), onchange: () => change(options[select.selectedIndex][0])},
    options.map(([, words]) => h("option", words)));
  return {element: h("div.field", h("label", {for: select.id}, label), select),
          show(value) { select.selectedIndex = options.findIndex(([v]) => v === value); }};
}
export function arrows(event, items, steps, from = event.target.closest("button"), go = item => item.focus()) {
  if (!(event.key in steps)) return; // the keyboard moves from one of the items to another
  event.preventDefault();
  go(items[clamp(items.indexOf(from) + steps[event.key], 0, items.length - 1)]);
}
