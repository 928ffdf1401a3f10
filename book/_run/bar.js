// The line at the head of a page: what is going on with Python, and what is done with all cells at once.
import { make } from "./outputs.js";

export class Bar {
  #said;
  #share = make("progress");
  #heard = make("span", "visually-hidden");
  #buttons = make("span", "run-buttons");
  #again = null;

  // The element is that of the built page: a button, and a line that says what it does.
  constructor(element) {
    this.element = element;
    this.#said = element.querySelector(".run-said");
    this.#share.setAttribute("aria-label", "Python starts");
    this.#heard.setAttribute("aria-live", "polite");
    this.#buttons.setAttribute("role", "group");
    this.#buttons.setAttribute("aria-label", "All cells");
    element.append(this.#share, this.#heard);
  }

  // Buttons in place of the one that was pressed; the keyboard goes on from the first of them.
  offer(actions) {
    this.#buttons.replaceChildren(...Object.entries(actions).map(([name, act]) => this.#button(name, act)));
    this.element.querySelector("[data-action]").replaceWith(this.#buttons);
    this.#buttons.firstElementChild.focus({ preventScroll: true });
  }

  say(state, words, share) {
    this.element.dataset.state = state;
    this.note(words);
    this.#share.hidden = state !== "loading";
    this.#share.value = share ?? 0;
    if (state !== "failed" && this.#again) {
      if (this.#again === document.activeElement) this.#buttons.firstElementChild.focus();
      this.#again.remove();
      this.#again = null;
    }
  }

  // Words alone; they are read aloud, so the same words are not said again.
  note(words) {
    if (this.#said.textContent !== words) this.#said.textContent = words;
  }

  retry(act) {
    this.#again ??= this.#button("Try again", act);
    this.#said.after(this.#again);
  }

  // For who hears the page: said once, and not seen.
  tell(words) { this.#heard.textContent = words; }

  #button(name, act) {
    const made = make("button", "", name);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }
}
