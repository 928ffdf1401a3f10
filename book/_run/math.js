// Formulas that a cell has made, set by the same KaTeX as the book's own. Loaded with the first of them.
import katex from "katex";

export function typeset(elements) {
  for (const element of elements) {
    const tex = element.textContent, displayMode = element.localName === "div";
    element.classList.add("notranslate");
    katex.render(tex, element, { displayMode, throwOnError: false, strict: "ignore", trust: false });
  }
}
