// What both views are made of. A view reads and writes a `model` (get, set, on, off, save_changes, send): anywidget's
// in a notebook, the PageModel in a page.
import {arrows, choice, described, h, inline, number, signed, token, tokensOf, unique, visible} from "./elements.js";

export function scaffold(model, el, title, hint) { // a view's frame, its state, and its subscriptions
  const state = new Proxy({}, {get: (_, name) => model.get(name)}), {about} = state, listeners = [];
  const source = [visible(about.language_model, 60), visible(about.corpus, 60), tokensOf(about.num_tokens),
                  `${about.num_layers} layers of ${about.directions.length} codes`].join(" · ");
  const message = h("div.message", {role: "status"}), stop = event => { // a notebook would take arrows and letters
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  };
  const frame = {role: "region", "aria-label": `${title} explorer`, "data-lm-suppress-shortcuts": "true"};
  const header = h("header", h("h2", `${title} explorer`), h("span.about", source));
  const root = h("div.rqae-x", frame, {onkeydown: stop}, header, h("p.hint", h("b", "Try: "), hint), message);
  const watch = (names, update) => {
    for (const name of names.split(" ")) listeners.push([`change:${name}`, update]), model.on(`change:${name}`, update);
    update();
  };
  let timer = null;
  const busy = () => { clearTimeout(timer); timer = setTimeout(() => root.setAttribute("aria-busy", "true"), 150); };
  const put = changes => { for (const name in changes) model.set(name, changes[name]); busy(); model.save_changes(); };
  watch("done", () => { clearTimeout(timer); root.removeAttribute("aria-busy"); root.dataset.done = state.done; });
  watch("message", () => { message.textContent = state.message; message.hidden = !state.message; });
  el.append(root);
  const clean = () => { clearTimeout(timer); for (const [name, update] of listeners) model.off(name, update); };
  return {root, state, about, watch, put, busy, clean};
}
export function textField(state, ask, cleared) { // where a text is typed; a page has no language model: one is chosen
  const {texts} = state.about, send = text => { if (text !== state.text) ask({text, ...cleared}); };
  const select = texts && choice("Text", texts.map(text => [text, text.slice(0, 90)]), send);
  if (select) return {element: select.element, show: () => select.show(state.text)};
  const typed = () => send(input.value), input = h("input", {type: "text", id: unique(), spellcheck: "false",
    autocomplete: "off", placeholder: "type a text, then Enter", onchange: typed,
    onkeydown: event => { if (event.key === "Enter") typed(); }});
  const show = () => { if (input !== document.activeElement) input.value = state.text; };
  return {show, element: h("div.field.wide", h("label", {for: input.id}, "Text"), input,
    h("button", {onclick: typed}, "Encode"))};
}
export const tokenButtons = (state, pressed, onclick) => state.tokens.map((text, i) =>
  token(text, {"data-key": i, "aria-pressed": String(pressed(i)), onclick: event => onclick(i, event)}));

export function context(found, {colourOf, pick} = {}) {
  // one line: what comes before, the token, what comes after; the line never wraps
  const words = found.tokens.map(([text, value, row], i) => {
    const here = i === found.at, kind = here ? "word here" : "word", full = described(text);
    const shown = h("bdi", inline(text));
    if (!pick) return h("span", {class: kind, title: full}, shown);
    return h("button", {class: kind, title: `${full}: ${signed(value, 3)}`, tabindex: here ? 0 : -1, "aria-label": full,
      "data-key": `${found.row}:${i}`, "--heat": colourOf(value), onclick: event => pick(row, event)}, shown);
  });
  const document = `document ${number(found.document)}`, topic = found.topic && visible(found.topic, 28);
  return h("li", {class: pick ? "context scored" : "context"}, pick && h("span.score", signed(found.score, 3)),
    h("span.before", h("span", words.slice(0, found.at))), h("span.after", words.slice(found.at)),
    h("span.topic", {title: topic ? `${document}, ${visible(found.topic)}` : document}, topic || document));
}
export function walk(event) { // arrow keys between the tokens of a context, and between contexts
  const line = event.target.closest(".context"), words = [...line.querySelectorAll(".word")], last = words.length;
  arrows(event, words, {ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last});
  const other = {ArrowUp: line.previousElementSibling, ArrowDown: line.nextElementSibling}[event.key];
  if (other) { event.preventDefault(); other.querySelector(".here").focus(); }
}
