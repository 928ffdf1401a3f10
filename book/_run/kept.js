// What the reader has written, kept in the browser from visit to visit: the book's source of a cell, and the reader's.
// A source that the book has changed since is another cell, and keeps nothing.
export class Kept {
  #place;
  #edits;

  constructor(slug) {
    this.#place = `lff-cells-${slug}`;
    try {
      this.#edits = new Map(JSON.parse(localStorage.getItem(this.#place)) ?? []);
    } catch {
      this.#edits = new Map();
    }
  }

  of(source) { return this.#edits.get(source) ?? source; }

  // Whether it could be kept: a browser may refuse, or be full.
  keep(source, edited) {
    if (edited === source) this.#edits.delete(source);
    else this.#edits.set(source, edited);
    try {
      if (this.#edits.size) localStorage.setItem(this.#place, JSON.stringify([...this.#edits]));
      else localStorage.removeItem(this.#place);
      return true;
    } catch {
      return false;
    }
  }
}
