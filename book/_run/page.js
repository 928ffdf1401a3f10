// Python on this page: loaded when the reader asks for it, and nothing of it before.
import { Bar } from "./bar.js";
import { Cell } from "./cell.js";
import { Kept } from "./kept.js";
import { edited, hand } from "./notebook.js";
import { Runtime } from "./runtime.js";
import { Session } from "./session.js";

const READY = "Python is ready.";

async function json(address) {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${address} was not found`);
  return reply.json();
}

function style() {
  return new Promise((done) => document.head.append(Object.assign(document.createElement("link"), {
    rel: "stylesheet", href: new URL("run.css", import.meta.url), onload: done, onerror: done,
  })));
}

export async function begin(element) {
  const address = new URL(element.dataset.page, location);
  const [page, setting] = await Promise.all([json(address), json(new URL("settings.json", import.meta.url)), style()]);
  const bar = new Bar(element), kept = new Kept(page.slug), cells = new Map();
  const places = [...document.querySelectorAll("article div.cell")];
  let asked = null; // the cell that the reader has run by itself

  const session = new Session(page, cells, new Runtime(setting), {
    say(state, words, share) {
      bar.say(state, words, share);
      if (state === "failed") bar.retry(() => session.restart());
    },
    ran({ cells: count, last, ok }) {
      if (!last) return bar.say("ready", READY);
      const many = count === 1 ? "One cell has run." : `${count} cells have run.`;
      bar.say("ready", ok ? many : `Stopped at ${last.name}, with an error.`);
      const alone = asked === last || count === 1 || !ok; // of many, what each has put out would be too much
      return bar.tell(alone ? last.told(ok ? "ok" : "error") : `${many} The last of them is ${last.name}.`);
    },
  });

  const act = {
    run(cell) {
      if (cell.lacks) return bar.note(`${cell.name} needs ${cell.lacks}, which the page does not load.`);
      asked = cell;
      return session.run(cell.number);
    },
    stop: () => session.stop(),
    runFrom(cell) { asked = null; session.runFrom(cell.number); },
    changed(cell) {
      cell.mark();
      if (!kept.keep(cell.original, cell.source)) bar.note("This browser keeps no changes: download them before you leave.");
    },
  };
  page.cells.forEach((cell, number) => {
    if (cell.place === null) return;
    cells.set(number, new Cell(places[cell.place], number, cell, kept.of(cell.source), act));
  });

  bar.offer({
    "Run all": () => { asked = null; session.runAll(); },
    Stop: () => session.stop(),
    Restart: () => session.restart(),
    "Reset all": () => { for (const cell of cells.values()) cell.reset(); },
    "Download .ipynb": async () => {
      const notebook = await json(new URL(`../../notebooks/${page.slug}.ipynb`, import.meta.url)).catch(() => null);
      if (!notebook) return bar.note("The chapter's notebook did not come: there is no connection to this site.");
      const edits = [...cells.values()].filter((cell) => cell.changed)
        .map((cell) => ({ before: page.cells[cell.number].bare ?? cell.original, now: cell.source }));
      hand(`${page.slug}.ipynb`, JSON.stringify(edited(notebook, edits), null, 1));
      return bar.note(`${page.slug}.ipynb is among your downloads.`);
    },
  });
  window.lffRunning = session; // for tests
  session.start().catch(() => {}); // the bar has said why
}
