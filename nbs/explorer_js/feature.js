// The feature explorer: the corpus ranked by a query, and what is said of the query.
import {chart} from "./charts.js";
import {choice, clamp, described, h, number, promotedChips, replace, section, signed, slider} from "./elements.js";
import {titled, token, tokensOf, unique, unit} from "./elements.js";
import {context, scaffold, textAndTokens, walk} from "./view.js";

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
export function renderFeature(model, el) {
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
