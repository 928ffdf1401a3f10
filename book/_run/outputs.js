// From what a cell has put out to what stands under it.
import { clean } from "./clean.js";

const watch = new ResizeObserver((entries) => { // what scrolls sideways has to be reachable by keyboard
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

export function make(tag, classes = "", ...content) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...content);
  return element;
}

// The classes are those that the built page has, so that the style is the same.
function block(kind, text) {
  const pre = make("pre", "", text);
  watch.observe(pre);
  return make("div", `output ${kind} highlight-myst-ansi notranslate`, make("div", "highlight", pre));
}

function picture(address, alt) {
  return Object.assign(make("img"), { src: address, alt });
}

const utf8 = (text) => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));

const KINDS = {
  stream: ({ name, text }) => block(`stream ${name}`, text),
  text: ({ data }) => block("text_plain", data),
  error: ({ text }) => block("traceback", text),
  claim: ({ text }) => make("p", "run-claim", text),
  svg: ({ data, alt }) => picture(`data:image/svg+xml;base64,${utf8(data)}`, alt),
  png: ({ data, alt }) => picture(`data:image/png;base64,${data}`, alt),
  latex: ({ data }) => make("div", "output math", data),
  html: ({ data }) => make("div", "output text_html", clean(data)),
};

export function drawn(output) {
  const element = KINDS[output.kind](output);
  const formulas = element.matches(".math") ? [element] : [...element.querySelectorAll(".math")];
  if (formulas.length) {
    for (const formula of formulas) watch.observe(formula);
    // Until it is there, or if it does not come, the source of the formula stands in its place.
    import("./math.js").then(({ typeset }) => typeset(formulas), () => {});
  }
  return element;
}

// Pictures to move are set going by the script that the built pages have for them.
export async function enliven(element) {
  const pictures = element.querySelectorAll(".moving");
  if (!pictures.length) return;
  if (!window.enliven) {
    await new Promise((done) => document.head.append(Object.assign(document.createElement("script"), {
      src: new URL("../moving.js", import.meta.url), onload: done, onerror: done,
    })));
  }
  for (const moving of pictures) window.enliven?.(moving);
}

// What a screen reader is told of an output.
export function heard({ kind, text, data, alt }) {
  if (kind === "latex") return "a formula";
  if (kind === "html") return new DOMParser().parseFromString(data, "text/html").body.textContent;
  if (kind === "error") return text.trim().split("\n").at(-1);
  return alt ?? text?.trim() ?? (kind === "text" ? data : "a picture");
}
