// The page of export_page: the same views over the data that the page carries.
import {renderCodebook} from "./codebook.js";
import {Corpus} from "./corpus.js";
import {arrows, h, unique, visible} from "./elements.js";
import {renderFeature} from "./feature.js";

class PageModel { // what anywidget's model does, with answers that come from the page; it opens with an example chosen
  constructor(corpus, kind) {
    const [{text, tokens, codes, position, prefix}] = corpus.texts, texts = corpus.texts.map(entry => entry.text);
    const {greeting} = corpus;
    Object.assign(this, {corpus, listeners: {}, changed: new Set(["layer", "position", "chosen"])});
    this.state = {kind, about: {...corpus.about, texts}, done: 0, text, tokens, layer: 0, given: [], prefix, rows: [],
                  position: greeting, code: codes[greeting][0], chosen: [position], rank: "top", distinct: true};
    this.answer();
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    if (JSON.stringify(this.state[name]) === JSON.stringify(value)) return;
    this.state[name] = value;
    this.changed.add(name);
  }
  on(name, listener) { (this.listeners[name] ??= new Set()).add(listener); }
  off(name, listener) { this.listeners[name].delete(listener); }
  emit(name, content) { for (const listener of [...this.listeners[name] ?? []]) listener(content); }
  save_changes() {
    this.answer();
    for (const name of this.changed) this.emit(`change:${name}`);
    this.changed.clear();
  }
  answer() {
    const {corpus, state} = this, entry = this.entry(), asked = new Set(this.changed);
    this.set("tokens", entry.tokens);
    this.set("done", state.done + 1);
    if (state.kind === "feature") return this.search(entry, asked.has("text"));
    const {layer, given, code, position} = state;
    if (asked.has("layer") || asked.has("given")) this.set("use", corpus.use(layer, given));
    this.set("detail", code === null ? null : corpus.detail(layer, given, code));
    this.set("path", position === null ? {} : corpus.path(entry.codes[position]));
  }
  search(entry, another) {
    const {corpus, state} = this, {prefix, rank, distinct, text} = state;
    if (another && !state.chosen.length && !state.rows.length) this.set("chosen", [entry.position]);
    const query = this.query(), [item] = query, word = visible(entry.tokens[entry.position]).trim();
    const note = `In this page only for “${word}” of this text alone, with ${corpus.prefixes.join(", ")} layers.`;
    const known = query.length === 1 && item.row === null && corpus.extras[`${text}|${item.position}|${prefix}`];
    const {family, ...lens} = known || {family: {note}};
    this.set("result", query.length ? {...corpus.result(query, prefix, rank, distinct), note, ...lens} : {});
    this.set("family", family);
  }
  entry() { return this.corpus.texts.find(entry => entry.text === this.state.text); }
  query() {
    const {corpus, state: {chosen, rows}} = this, {tokens, codes} = this.entry();
    return [...chosen.map(p => ({text: tokens[p], position: p, row: null, codes: codes[p]})), ...rows.map(row => (
      {text: corpus.text(row), position: null, row, codes: corpus.layers.map(layer => layer[row])}))];
  }
  send({name}) { // the only button of a page: the feature as JSON
    const {corpus, state: {prefix}} = this, query = this.query(), paths = query.map(item => item.codes);
    if (!query.length) return this.emit("msg:custom", {said: "There is no query to save."});
    const {fitted} = corpus.scores(paths, prefix), tokens = query.map(item => item.text);
    const feature = fitted ? {mu: fitted.map(d => d.mu), kappa: fitted.map(d => d.kappa), num_tokens: query.length}
      : {codes: paths[0].slice(0, prefix), weights: corpus.weights.slice(0, prefix)};
    const record = {name, language_model: corpus.about.language_model, prefix, tokens, feature};
    const json = JSON.stringify(record, null, 1), file = `${name.replace(/[^\w.-]+/g, "_") || "feature"}.json`;
    this.emit("msg:custom", {json, file, said: "Downloaded."});
  }
}
const render = ({model, el}) => (model.get("kind") === "codebook" ? renderCodebook : renderFeature)(model, el);

export async function openPage(data, el) {
  const corpus = await Corpus.open(data), kinds = ["codebook", "feature"], words = ["Codebook", "Features"];
  const panels = words.map(label => h("div", {role: "tabpanel", id: unique(), tabindex: -1, "aria-label": label}));
  const tabs = panels.map((panel, i) => // shown by a click, or by the arrow that moves the keyboard to it
    h("button", {role: "tab", "aria-controls": panel.id, onfocus: () => show(i), onclick: () => show(i)}, words[i]));
  const bar = h("div.tabs", {role: "tablist", "aria-label": "Views",
                             onkeydown: event => arrows(event, tabs, {ArrowLeft: -1, ArrowRight: 1})}, tabs);
  const show = chosen => panels.forEach((panel, i) => {
    tabs[i].setAttribute("aria-selected", String(i === chosen));
    [tabs[i].tabIndex, panel.hidden] = [i === chosen ? 0 : -1, i !== chosen];
    if (!panel.hidden && !panel.childElementCount) render({model: new PageModel(corpus, kinds[i]), el: panel});
  });
  const [summary, ...lines] = data.contents.map(line => h("p", line));
  el.replaceChildren(h("div.rqae-x.page", h("header", h("h1", data.title), bar),
    h("details.contents", h("summary", summary.textContent), lines)), ...panels);
  show(0);
}
export default {render};
