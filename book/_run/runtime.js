// Fetches what Python is made of: each file once, held to the checksum that the book was built with.
export class Missing extends Error {}

const host = (address) => new URL(address).host;

async function bytes(address, { name, integrity }) {
  try {
    const reply = await fetch(address, { integrity, referrerPolicy: "no-referrer" });
    if (reply.ok) return await reply.arrayBuffer();
  } catch { /* the browser does not say why */ }
  throw new Missing(`${name} did not come from ${host(address)}: there is no connection to it, or what came is ` +
    "not what this book was tested with");
}

export class Runtime {
  #kept = new Map();
  #setting;

  constructor(setting) { this.#setting = setting; }

  get lock() { return this.#setting.lock; }
  get packages() { return this.#setting.packages; }
  get wheel() { return this.#setting.wheel.name; }
  get modules() { return this.#setting.modules; }

  async worker() {
    const name = "worker.js";
    return new TextDecoder().decode(await bytes(new URL(name, import.meta.url), { name, integrity: "" }));
  }

  // The files that Python starts with, or those that come after; `tell` hears how many are there.
  async files(early, tell = () => {}) {
    const { address, files, wheel } = this.#setting;
    const base = new URL(address, import.meta.url);
    const all = early ? files.filter((file) => file.early) : [...files.filter((file) => !file.early), wheel];
    let there = 0;
    tell(there, all.length);
    const entries = await Promise.all(all.map(async (file) => {
      const content = await this.#once(file, new URL(file.path, file === wheel ? import.meta.url : base));
      tell(++there, all.length);
      return [file.name, content.slice()]; // a copy: the bytes are handed over for good
    }));
    return Object.fromEntries(entries);
  }

  // What came once is kept for the next start; what did not come is asked for again.
  #once(file, from) {
    if (!this.#kept.has(file.name)) {
      const coming = bytes(from, file);
      coming.catch(() => this.#kept.delete(file.name));
      this.#kept.set(file.name, coming);
    }
    return this.#kept.get(file.name);
  }
}
