// The page of export_page: the same views over the data that the page carries.
import {renderCodebook} from "./codebook.js";
import {Corpus} from "./corpus.js";
import {arrows, assign, visible} from "./elements.js";
import {renderFeature} from "./feature.js";

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

export async function openPage(data, el) { // the tabs and their panels are there already
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
