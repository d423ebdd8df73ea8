// What both views are made of. A view reads and writes a `model` (get, set, on, off, save_changes, send): anywidget's
// in a notebook, the PageModel in a page.
import {arrows, choice, described, h, number, replace, signed, token, tokensOf, unique, visible} from "./elements.js";

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
export function textAndTokens({state, about, watch, bound}, label, ask, cleared, [names, pressed, onclick]) {
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
export function context({row, at, tokens, scores, document, topic}, {colourOf, pick} = {}) {
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
export function walk(event) { // arrow keys between the tokens of a context, and between contexts
  const line = event.target.closest(".context"), lines = [...line.parentNode.children];
  arrows(event, [...line.querySelectorAll(".word")], {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity});
  arrows(event, lines, {ArrowUp: -1, ArrowDown: 1}, line, other => other.querySelector(".here").focus());
}
