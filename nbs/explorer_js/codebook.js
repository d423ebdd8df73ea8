// The codebook explorer: a layer's codes by use, one of them in context, the path of a token of a text.
import {chart, colourBar, extent, shade} from "./charts.js";
import {arrows, chips, choice, h, nameOf, number, onceAFrame, promotedChips, replace, section} from "./elements.js";
import {share, signed, slider, titled, tokensOf, unique, unit} from "./elements.js";
import {directionsView} from "./sphere.js";
import {context, scaffold, textAndTokens} from "./view.js";

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
export function renderCodebook(model, el) {
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
