// One cell in sight: its editor, its buttons, and what it has put out, where the built output stood.
import { editor, replace, text } from "./editor.js";
import { drawn, enliven, heard, make } from "./outputs.js";

const MOST_HEARD = 300; // letters that a screen reader is told of an output
const seconds = (time) => `${time < 10 ? time.toFixed(1) : Math.round(time)} s`;

function button(name, rest, act) {
  const made = make("button", "", name);
  made.type = "button";
  made.setAttribute("aria-label", name + rest);
  made.addEventListener("click", act);
  return made;
}

export class Cell {
  #element;
  #out;
  #built; // what the book was built with: the nodes of the output
  #looks; // classes of the book's picture: one that is not to be inverted in the dark says so by a class
  #figure = null; // the figure that stands around the output, with its caption
  #state = make("span", "run-state");
  #run; // the button, which stops while the cell runs
  #started = 0;
  #heard = [];
  #claims = new Map(); // what no longer holds, by the number of the cell that said so

  // `described` is the cell as the book has it; `act` has run, runFrom, stop and changed, each called with this cell.
  constructor(element, number, described, source, act) {
    this.number = number;
    this.name = `cell ${described.place + 1}`;
    this.original = described.source;
    this.alone = described.heavy !== null; // not run with the others
    this.lacks = described.lacks ?? null;
    this.#element = element;
    this.#out = element.querySelector(".cell_output") ?? make("div", "cell_output docutils container");
    if (!this.#out.isConnected) element.append(this.#out);
    this.#built = [...this.#out.childNodes];
    this.#looks = this.#out.querySelector("img")?.className;
    const input = element.querySelector(".cell_input"), place = make("div", "run-editor");
    this.view = editor(place, source, `Code of ${this.name}`,
      { run: () => act.run(this), changed: () => act.changed(this) });
    this.#run = button("Run", ` ${this.name}`,
      () => (element.dataset.run === "running" ? act.stop(this) : act.run(this)));
    this.#run.hidden = this.lacks !== null;
    this.tools = make("div", "run-tools", this.#run,
      button("Run from here", `, ${this.name} and all after it`, () => act.runFrom(this)),
      button("Reset", ` ${this.name}`, () => this.reset()), this.#state);
    this.tools.setAttribute("role", "group");
    this.tools.setAttribute("aria-label", this.name);
    if (this.alone) this.tools.append(make("span", "run-heavy", this.#why(described)));
    input.replaceChildren(place, this.tools);
    this.mark();
  }

  get source() { return text(this.view); }

  get changed() { return this.source.trimEnd() !== this.original.trimEnd(); }

  #why({ heavy, lacks }) {
    const long = `${heavy} ${heavy === 1 ? "second" : "seconds"}`;
    const built = `It took ${long} when the book was built.`;
    return lacks ? `Cannot run here: it needs ${lacks}, which the page does not load. ${built}`
      : `Heavy: about ${long}. Until you run it, what follows uses the book's results.`;
  }

  // Say at the cell whether it reads otherwise than in the book.
  mark() { this.tools.classList.toggle("run-changed", this.changed); }

  reset() {
    if (this.changed) replace(this.view, this.original);
    this.#out.replaceChildren(...this.#built);
    this.#claims.clear();
    this.show("", "");
  }

  show(state, words) {
    if (state) this.#element.dataset.run = state;
    else delete this.#element.dataset.run;
    this.#state.textContent = words;
    this.#run.textContent = state === "running" ? "Stop" : "Run";
    this.#run.setAttribute("aria-label", `${this.#run.textContent} ${this.name}`);
  }

  wait() { this.show("waiting", "waits"); }

  take() { this.show("taken", "left out: what follows uses the book's results"); }

  begin() {
    this.#started = performance.now();
    this.#heard = [];
    this.#claims.clear();
    this.#figure = null;
    this.#out.style.minHeight = `${this.#out.offsetHeight}px`; // so that nothing jumps
    this.#out.replaceChildren();
    this.show("running", "runs …");
  }

  // Text that goes on stays in one piece; what is drawn goes into the figure that the book has, over its caption.
  add(output) {
    const last = this.#out.lastElementChild;
    this.#heard.push(heard(output));
    if (output.kind === "stream" && last?.matches(`.stream.${output.name}`)) {
      last.querySelector("pre").append(output.text);
      return;
    }
    const alt = this.changed && output.alt ? `As changed by you. In the book: ${output.alt}` : output.alt;
    const made = drawn({ ...output, alt });
    if (made.matches("img") && this.#looks) made.className = this.#looks;
    const frame = ["svg", "png", "html"].includes(output.kind) && this.#framed();
    if (frame) frame.lastElementChild.before(made);
    else this.#out.append(made);
    enliven(made);
  }

  #framed() {
    const built = this.#built.find((node) => node.matches?.("figure") && node.querySelector("figcaption"));
    if (!built) return null;
    if (!this.#figure) {
      this.#figure = built.cloneNode(false);
      this.#figure.append(built.querySelector("figcaption").cloneNode(true));
      this.#out.append(this.#figure);
    }
    return this.#figure;
  }

  // What a cell out of sight, after this one, found no longer to hold.
  claim(number, output) {
    const text = output.kind === "claim" ? output.text
      : `A check of the chapter, out of sight, could not run: ${output.text.split("\n").at(-1)}.`;
    const made = drawn({ kind: "claim", text });
    const sentence = output.name && document.querySelector(`.asserted[data-assertion="${CSS.escape(output.name)}"]`);
    if (sentence) {
      sentence.id ||= `asserted-${output.name}`;
      made.append(" ", Object.assign(make("a", "", "Show the sentence"), { href: `#${sentence.id}` }));
    }
    this.#claims.set(number, [...(this.#claims.get(number) ?? []), made]);
    this.#out.append(made);
    this.#heard.push(made.textContent);
  }

  // Forget what a cell out of sight had said; it runs again.
  holds(number) {
    for (const said of this.#claims.get(number) ?? []) said.remove();
    this.#claims.delete(number);
  }

  end(state) {
    const took = seconds((performance.now() - this.#started) / 1000);
    this.#out.style.minHeight = "";
    this.show(state, { ok: took, error: `error, ${took}`, stopped: "stopped" }[state]);
  }

  // Words for who cannot see what came out.
  told(state) {
    const all = this.#heard.filter(Boolean).join("\n");
    const said = all.length > MOST_HEARD ? `${all.slice(0, MOST_HEARD)} … and more` : all;
    return `${this.name} ${state === "ok" ? "has run" : "stopped with an error"}. ${said || "It shows nothing."}`;
  }
}
