// The feature explorer: the corpus ranked by a query, and what is said of the query.
import {chart} from "./charts.js";
import {chips, choice, described, h, number, promotedChips, replace, section, signed, slider} from "./elements.js";
import {titled, token, tokensOf, unique, unit} from "./elements.js";
import {context, scaffold, textField, tokenButtons, walk} from "./view.js";

const FEATURE_HINT = "click another token of the text, or any token of a result, to search for it; Ctrl or Shift " +
  "click adds it to the query; drag Prefix (fewer layers, a broader feature); at the bottom, split it into kinds.";
const RANKED = {top: "Strongest", middle: "Around the median", bottom: "Weakest"};

function showQuery(place, {result, chosen, rows}, ask, history, back) {
  const items = result.query ?? [], more = items.length - 12;
  const item = ({text, row, position}, i) => {
    const rest = row === null ? {chosen: chosen.filter(p => p !== position)} : {rows: rows.filter(r => r !== row)};
    const press = {"aria-label": `Remove ${described(text)} from the query`, onclick: () => ask(rest)};
    const place = row === null ? "text" : `row ${number(row)}`;
    return h("span.item", token(text), unit(place), h("button.remove", {"data-key": `remove${i}`, ...press}, "×"));
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
  const colourOf = value => `${(100 * Math.min(1, Math.max(0, (value - low) / (high - low)))).toFixed(1)}%`;
  replace(place, titled(h("h3", RANKED[rank], " tokens in context ", unit(result.unit)),
      h("span.scale", {"aria-label": label}, signed(low), h("span.ramp"), signed(high))),
    h("ol.contexts", {onkeydown: walk}, result.contexts.map(found => context(found, {colourOf, pick}))),
    unit("Click a token to search for it; Ctrl or Shift click adds it to the query. Arrow keys move between tokens."));
}
function showCharts(place, {result: found, about}) {
  if (!found.contexts) return replace(place);
  const {edges, counts} = found.histogram, marks = found.contexts.slice(-1).map(c => c.score);
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
  const open = c => ask({rows: c.rows, chosen: [], prefix: c.prefix});
  const child = (kind, c, i) => h("li", {class: c.own && "own"},
    titled(h("span", h("b", c.own ? "this feature's own branch" : `${kind} ${i + 1}`), unit(` ${tokensOf(c.count)}`)),
      h("button", {"data-key": `${kind}${i}`, onclick: () => open(c)}, `Open, prefix ${c.prefix}`)),
    h("ol", c.contexts.map(e => context(e))), promotedChips(c.promoted));
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
function savers(model, busy) { // keep the feature in Python, or in a file
  const name = h("input", {type: "text", id: unique(), maxlength: 80, value: "feature", spellcheck: "false"});
  const said = h("span.unit", {role: "status"}), send = what => model.send({do: what, name: name.value});
  const answered = content => {
    if (content.said) said.textContent = content.said;
    if (!content.json) return;
    const url = URL.createObjectURL(new Blob([content.json], {type: "application/json"}));
    h("a", {href: url, download: content.file}).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  const keep = !model.get("about").texts && h("button", {onclick: () => { send("save"); busy(); }}, "Keep in Python");
  model.on("msg:custom", answered);
  return {stop: () => model.off("msg:custom", answered), element: h("div.controls.save",
    h("label", {for: name.id}, "Save as"), name, keep,
    h("button", {onclick: () => send("json")}, "Download JSON"), said)};
}
export function renderFeature(model, el) {
  const {root, state, about, watch, put, busy, clean} = scaffold(model, el, "Feature", FEATURE_HINT), history = [];
  const now = ({text, chosen, rows, prefix}) => ({text, chosen, rows, prefix});
  const ask = changes => { history.push(now(state)); put(changes); };
  const text = textField(state, ask, {chosen: [], rows: []}), n = about.num_layers;
  const tokens = h("div.tokens", {role: "toolbar", "aria-label": "Tokens of the text; with Ctrl or Shift several"});
  const query = h("div.query", {"aria-label": "Tokens of the query"});
  const prefix = slider("Prefix", `layers of ${n}`, 1, n, value => put({prefix: value}));
  const jumps = [4, 16, 64, 256].filter(k => k <= n).map(k =>
    h("button", {onclick: () => put({prefix: k}), "aria-label": `Prefix ${k}`}, k));
  const rank = choice("Rank", [["top", "strongest"], ["middle", "about the median"], ["bottom", "weakest"]],
    value => put({rank: value}));
  const once = h("input", {type: "checkbox", id: unique(), onchange: () => put({distinct: once.checked})});
  const [results, side, family] = ["results", "side", "family"].map(kind => h(`div.${kind}`));
  const save = savers(model, busy), split = () => { model.send({do: "split"}); busy(); };
  root.append(text.element, tokens, query, h("div.controls", prefix.element,
      h("div.group", {role: "group", "aria-label": "Prefixes"}, jumps), rank.element,
      h("div.field", once, h("label", {for: once.id}, "each token once"))),
    h("div.grid.feature", results, side), family, save.element);
  const several = event => event.ctrlKey || event.metaKey || event.shiftKey;
  const toggled = (list, item) => list.includes(item) ? list.filter(x => x !== item) : [...list, item];
  const pick = (row, event) => ask(several(event) ? {rows: toggled(state.rows, row)} : {rows: [row], chosen: []});
  const choose = (i, event) => {
    if (several(event)) return ask({chosen: toggled(state.chosen, i)});
    const alone = String(state.chosen) === String(i) && !state.rows.length;
    ask({chosen: alone ? [] : [i], rows: []});
  };
  watch("text", text.show);
  watch("tokens chosen", () => replace(tokens, tokenButtons(state, i => state.chosen.includes(i), choose)));
  watch("result", () => {
    showQuery(query, state, ask, history, () => put(history.pop()));
    showContexts(results, state, pick);
    showCharts(side, state);
  });
  watch("family progress result", () => showFamily(family, state, ask, split));
  watch("prefix", () => prefix.show(state.prefix));
  watch("rank", () => rank.show(state.rank));
  watch("distinct", () => { once.checked = state.distinct; });
  return () => { save.stop(); clean(); };
}
