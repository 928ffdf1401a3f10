// What runs when: the cells of a page in their order, one Python, one queue.
import { Python, Stopped } from "./python.js";

const STEPS = 4;

export class Session {
  #page; // the page as the book has it, cells out of sight among the others
  #cells; // the cells in sight, by their number among all
  #runtime;
  #view;
  #python = null;
  #ready = null;
  #queue = []; // numbers of cells, each with whether the reader has asked for it by itself
  #ran = new Map(); // by the number of a cell, the source that this Python has run last, or taken the book's results of
  #current = null; // the cell in sight that runs now
  #working = false;

  // The view has `say(state, words, share)` and `ran({ cells, last, ok })`, once the queue is empty.
  constructor(page, cells, runtime, view) {
    this.#page = page;
    this.#cells = cells;
    this.#runtime = runtime;
    this.#view = view;
  }

  // Start a Python, unless one has started or is starting.
  start() {
    if (!this.#ready) {
      const python = this.#python = new Python();
      this.#ready = Promise.race([this.#start(python), python.ended]).catch((error) => {
        if (error instanceof Stopped) throw error;
        this.#end();
        this.#view.say("failed", `Python did not start: ${error.message}.`);
        throw new Stopped();
      });
      this.#ready.catch(() => {}); // it has been told
    }
    return this.#ready;
  }

  async #start(python) {
    const step = (number, words, share = 0) => {
      if (python !== this.#python) return;
      this.#view.say("loading", `Step ${number} of ${STEPS}: ${words}.`, (number - 1 + share) / STEPS);
    };
    const counted = (number, words) => (there, all) => step(number, words, there / all);
    const { lock, packages, wheel, modules } = this.#runtime, names = packages.join(", ");
    let tell = () => {};
    const rest = this.#runtime.files(false, (...counts) => tell(...counts));
    rest.catch(() => {}); // it is told where it is waited for
    const first = await this.#runtime.files(true, counted(1, "fetching Python"));
    if (python !== this.#python) throw new Stopped();
    step(2, "starting Python");
    await python.start(await this.#runtime.worker(), first, { lock: JSON.stringify(lock) });
    step(3, `fetching ${names}`);
    tell = counted(3, `fetching ${names}`);
    const others = await rest;
    step(4, `unpacking ${names} and the book's package`);
    const version = await python.load(others, { packages, wheel, modules, page: JSON.stringify(this.#page) });
    this.#view.say("ready", `Python ${version} is ready. Shift+Enter runs a cell.`, 1);
  }

  #end() {
    this.#python?.stop();
    this.#python = this.#ready = null;
    this.#ran.clear();
    this.#drop();
  }

  #source(number) { return this.#cells.get(number)?.source ?? this.#page.cells[number].source; }

  // Whether a cell has run, as it reads now.
  #hasRun(number) { return this.#ran.get(number) === this.#source(number); }

  // Forget what waits; what runs goes on.
  #drop() {
    for (const { number } of this.#queue.splice(0)) this.#cells.get(number)?.show("", "");
  }

  // Forget everything that cells have made, and start anew; what runs ends here.
  restart() {
    this.#end();
    this.start().catch(() => {}); // the view has been told
  }

  // End the cell that runs, with its Python, since nothing less ends every cell; without one, what waits is dropped.
  stop() {
    if (this.#current) this.restart();
    else this.#drop();
  }

  glued() { return this.#python.glued(); }

  // Run a cell, and before it what has not run as it reads now, since it may be needed.
  run(number) {
    const next = this.#page.cells.findIndex((cell, index) => index > number && cell.place !== null);
    const end = next < 0 ? this.#page.cells.length : next;
    return this.#add((index) => (index < number ? this.#joins(index) && !this.#hasRun(index)
      : index === number || (index < end && this.#joins(index))), number);
  }

  runFrom(number) {
    return this.#add((index) => this.#joins(index) && (index >= number || !this.#hasRun(index)));
  }

  runAll() { return this.runFrom(0); }

  // Whether a cell has a turn when others run: not if a package is lacking for it, or for one that it needs. Of a heavy
  // cell, the book's results are taken in its place.
  #joins(index) {
    const { heavy, kept, needs } = this.#page.cells[index];
    return (heavy === null || Boolean(kept)) && (needs ?? []).every((other) => this.#ran.has(other));
  }

  async #add(wanted, asked = null) {
    for (const number of this.#page.cells.keys()) {
      if (!wanted(number) || this.#queue.some((waiting) => waiting.number === number)) continue;
      this.#queue.push({ number, asked: number === asked });
      this.#cells.get(number)?.wait();
    }
    if (this.#working) return;
    this.#working = true;
    try {
      await this.start();
      await this.#work(this.#python);
    } catch (error) {
      this.#current?.end("stopped");
      if (!(error instanceof Stopped)) {
        this.#end();
        this.#view.say("failed", `Python broke down: ${error.message}.`);
      }
    } finally {
      this.#working = false;
      this.#current = null;
    }
  }

  async #work(python) {
    let cells = 0, last = null, ok = true;
    while (this.#queue.length && ok) {
      const { number, asked } = this.#queue.shift(), cell = this.#cells.get(number), source = this.#source(number);
      if (this.#page.cells[number].heavy !== null && !asked) {
        await python.take(number);
        cell?.take();
      } else if (cell) {
        last = this.#current = cell;
        cells += 1;
        this.#view.say("busy", `Running ${cell.name}.`);
        cell.begin();
        ({ ok } = await python.run(number, source, (output) => cell.add(output)));
        cell.end(ok ? "ok" : "error");
      } else {
        const above = this.#above(number);
        above?.holds(number);
        await python.run(number, source, (output) => above?.claim(number, output));
      }
      this.#current = null;
      this.#ran.set(number, source);
    }
    this.#drop();
    this.#view.ran({ cells, last, ok });
  }

  // The cell in sight that a cell out of sight belongs to.
  #above(number) {
    const before = [...this.#cells.keys()].filter((index) => index < number);
    return this.#cells.get(before.at(-1) ?? [...this.#cells.keys()][0]);
  }
}
