// A Python of the page's own, in a worker of a frame that may reach nothing. It is asked one thing at a time.
const PATIENCE = 60000; // milliseconds until a frame that says nothing is given up

export class Stopped extends Error {}

export class Python {
  #frame = null;
  #port = null;
  #over = false;
  #stop;
  ended = new Promise((_, fail) => { this.#stop = () => fail(new Stopped()); });

  constructor() { this.ended.catch(() => {}); }

  // Open the frame and have the worker made of its source; then start Python with the bytes of its files.
  async start(worker, files, setting) {
    if (this.#over) throw new Stopped();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#frame = Object.assign(document.createElement("iframe"), {
      src: new URL("frame.html", import.meta.url), hidden: true, title: "Python",
    });
    this.#frame.sandbox = "allow-scripts";
    this.#frame.addEventListener("load",
      () => this.#frame.contentWindow.postMessage(worker, "*", [port2]), { once: true });
    const begun = this.#answer(() => {});
    document.body.append(this.#frame);
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error("this browser started no worker for it")), PATIENCE);
    });
    await Promise.race([begun, late]).finally(() => clearTimeout(timer));
    return this.#ask("start", { files, ...setting });
  }

  load(files, setting) { return this.#ask("load", { files, ...setting }); }

  run(number, source, emit) { return this.#ask("run", { number, source }, emit); }

  take(number) { return this.#ask("take", { number }); }

  glued() { return this.#ask("glued"); }

  // End it, whatever it is doing: with its frame goes its worker.
  stop() {
    this.#over = true;
    this.#frame?.remove();
    this.#port?.close();
    this.#stop();
  }

  #ask(ask, rest = {}, emit = () => {}) {
    const answer = this.#answer(emit);
    this.#port.postMessage({ ask, ...rest }, Object.values(rest.files ?? {}));
    return answer;
  }

  #answer(emit) {
    const answer = new Promise((done, fail) => {
      this.#port.onmessage = ({ data }) => {
        if (data.output) emit(data.output);
        else if (data.trouble) fail(new Error(data.trouble));
        else done(data.answer);
      };
    });
    return Promise.race([answer, this.ended]);
  }
}
