// The codebook explorer: a layer's codes by use, one of them in context, the path of a token of a text.
import {chart, colour, colourBar, extent, heat} from "./charts.js";
import {arrows, chips, choice, h, nameOf, number, onceAFrame, promotedChips, replace, section} from "./elements.js";
import {share, signed, slider, titled, tokensOf, unique, unit} from "./elements.js";
import {directionsView} from "./sphere.js";
import {context, scaffold, textField, tokenButtons} from "./view.js";

const CODEBOOK_HINT = "click another dot, or a row of the list beside it, to see its tokens; press Descend to follow " +
  "them into the next layer; choose another token of the text below, and drag Layer to see where its path goes.";
const REST = "Drag or arrow keys turn the view, with Shift in the fourth dimension. Click a code.";
const LEGEND = "tokens of a code (log scale). Ring: chosen; dotted: its nearest; diamond: the path; empty: unused";

function codeList(state, pick, descend) { // every code of the layer by use: its name, and how many tokens have it
  const base = unique(), rows = state.about.directions.map((_, code) =>
    h("li", {role: "option", id: `${base}-${code}`, "data-code": code, "aria-selected": "false"},
      h("span.swatch"), h("span.id", code), h("span.name"), h("span.count")));
  let order = [];
  const label = "Codes of this layer by use. Arrow keys choose.";
  const list = h("ol.codes", {role: "listbox", tabindex: 0, "aria-label": label,
    onclick: event => { const row = event.target.closest("[data-code]"); if (row) pick(+row.dataset.code); },
    onkeydown: event => {
      const last = order.length - 1, at = order.indexOf(state.code), {key} = event;
      const to = {ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: last}[key];
      if (key === "Enter") descend();
      else if (to !== undefined) pick(order[Math.min(last, Math.max(0, to))]); else return;
      event.preventDefault();
    }});
  function show({counts, names}) {
    const range = extent(counts);
    order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
    for (const code of order) {
      const [swatch, , name, count] = rows[code].children, used = counts[code];
      swatch.style.background = used ? colour(heat(used, range)) : "none";
      rows[code].style.setProperty("--share", `${100 * used / range[1]}%`);
      [name.textContent, count.textContent] = [nameOf(names[code]), number(used)];
    }
    list.replaceChildren(...order.map(code => rows[code]));
  }
  function select(code) {
    for (const row of list.querySelectorAll('[aria-selected="true"]')) row.setAttribute("aria-selected", "false");
    if (code === null) return list.removeAttribute("aria-activedescendant");
    const row = rows[code], place = row.offsetTop - list.scrollTop;
    row.setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", row.id);
    if (place < 0 || place + row.offsetHeight > list.clientHeight) list.scrollTop += place - list.clientHeight / 3;
  }
  return {list, show, select};
}
function showCrumbs(place, {given, use}, put) { // what is given, as the way back
  const back = i => { // to where the next code was descended from
    if (i + 1 < given.length) put({given: given.slice(0, i + 1), layer: given[i + 1][0], code: given[i + 1][1]});
  };
  const words = ["all tokens", ...given.map(([layer, code]) => `layer ${layer}: code ${code}`)];
  const steps = words.map((step, i) => h("li",
    h("button", {"data-key": i, "aria-current": i === given.length && "step", onclick: () => back(i - 1)}, step)));
  replace(place, h("ol", steps), unit(`${tokensOf(use.total)} here`));
}
function showDetail(place, {detail, code, use, given, about}, pick, descend) {
  if (!detail || code === null) return replace(place, h("p.empty", "Click a code, or choose one in the list: its " +
    "tokens in context, its neighbours and what its vector promotes are shown here."));
  const {layer, count, total, contexts, tokens} = detail, names = use.layer === layer ? use.names : [];
  const press = {"data-key": "descend", disabled: !count, onclick: descend};
  const near = id =>
    h("button", {"data-key": `near${id}`, title: nameOf(names[id]), onclick: () => pick(id)}, `code ${id}`);
  const direction = about.directions[detail.code].map(x => signed(x)).join(", ");
  const nearest = about.neighbours[detail.code].map(([id, cosine]) => [id, signed(cosine)]);
  const deeper = layer + 1 < about.num_layers && !given.some(([known]) => known === layer);
  replace(place, titled(h("h3", `Code ${detail.code} of layer ${layer} `, h("span.name", nameOf(names[detail.code]))),
      deeper && h("button.main", press, `Descend to layer ${layer + 1}`)),
    h("p.facts", `${tokensOf(count)}, ${share(count, total)} of the ${number(total)} here · direction (${direction})`),
    section("Most common tokens", "of this code, count",
      count ? chips(tokens.map(([text, n]) => [text, number(n)])) : unit("no token here has this code")),
    section("In context", `${contexts.length} of ${tokensOf(count)}`, h("ol", contexts.map(c => context(c)))),
    section("Nearest codes", "cosine", chips(nearest, near)),
    section("Promoted next tokens", "logits above the layer's mean", promotedChips(detail.promoted)));
}
function showPath(place, {path, layer: at, tokens, about}, put) { // the codes of a token, layer by layer
  const {codes, counts} = path, {num_layers: n, num_tokens: T} = about;
  if (!codes) return replace(place, tokens.length &&
    unit("Choose a token: its code in every layer is shown, and marked with a diamond in the view."));
  const steps = codes.map((code, layer) => h("li", h("button", {"data-key": `step${layer}`,
    title: `layer ${layer}: code ${code}, ${tokensOf(counts[layer])}`, "aria-current": layer === at && "step",
    tabindex: layer === at ? 0 : -1, onclick: () => put({layer, code})}, unit(layer), ` ${code}`)));
  const list = h("ol.steps", {"aria-label": "Code of this token in each layer", onkeydown: event => arrows(event,
    [...list.querySelectorAll("button")], {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1})}, steps);
  replace(place, h("div.pathgrid",
    chart({xs: [...codes.keys()], ys: counts.map(count => 100 * count / T), kind: "dots", marks: [at], xName: "layer",
      yName: "share of tokens, %", onpick: layer => put({layer: Math.min(n - 1, Math.max(0, layer))}),
      label: "Share of the corpus with this token's code, by layer. Click to go to a layer."}),
    h("div", unit("layer and code"), list)));
  list.scrollTop = Math.max(0, steps[at].offsetTop - list.clientHeight / 2);
}
export function renderCodebook(model, el) {
  const {root, state, about, watch, put, clean} = scaffold(model, el, "Codebook", CODEBOOK_HINT), n = about.num_layers;
  const layer = slider("Layer", `of 0–${n - 1}`, 0, n - 1, value => put({layer: value})), pick = code => put({code});
  const [status, bar, detail, path] = ["hover", "barbox", "detail", "path"].map(kind => h(`div.${kind}`));
  const crumbs = h("nav.crumbs", {"aria-label": "Codes that are given"}), listTitle = h("h3");
  const text = textField(state, put, {position: null});
  const chosen = h("div.tokens", {role: "toolbar", "aria-label": "Tokens of the text"});
  function descend() {
    const {layer: at, code, given, use} = state;
    if (code === null || at + 1 >= n || !use.counts[code] || given.some(([known]) => known === at)) return;
    put({given: [...given, [at, code]], layer: at + 1, code: null});
  }
  const list = codeList(state, pick, descend), view = directionsView(about.directions, pick, code => {
    const {names, counts, total} = state.use;
    return status.textContent = code === null ? REST :
      `code ${code} · ${nameOf(names[code])}: ${tokensOf(counts[code])}, ${share(counts[code], total)}`;
  });
  status.textContent = REST;
  const kinds = [[false, "3-D"], [true, "pairs of coordinates"]].filter(([flat]) => flat || view.canTurn);
  root.append(h("div.controls", layer.element, choice("View", kinds, view.flatten).element,
      h("button", {onclick: view.reset}, "Reset view")), crumbs,
    h("div.grid.codebook", h("div.left", view.svg, status, bar), h("div.middle", listTitle, list.list),
      h("div.right", detail), h("div.below", h("h3", "Path of a token"), text.element, chosen, path)));
  const mark = onceAFrame(() => {
    const {code, path, layer, use} = state, near = code === null ? [] : about.neighbours[code].map(([c]) => c);
    list.select(code); view.show(use, {selected: code, near, path: path.codes?.[layer]});
  });
  watch("use", () => {
    replace(bar, colourBar(extent(state.use.counts), "tokens of a code"), unit(LEGEND));
    replace(listTitle, "Codes by use ", unit(`layer ${state.use.layer}, tokens`));
    list.show(state.use);
  });
  watch("tokens position text", () => {
    text.show();
    const here = i => i === state.position;
    replace(chosen, tokenButtons(state, here, i => put({position: here(i) ? null : i})));
  });
  watch("layer path", () => { layer.show(state.layer); showPath(path, state, put); });
  watch("given use", () => showCrumbs(crumbs, state, put));
  watch("detail", () => showDetail(detail, state, pick, descend));
  watch("use code path layer", mark);
  return clean;
}
