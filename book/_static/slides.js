// Slides: light or dark, text as small as it must be and never smaller than 16 pixels, notes in a second window.
document.documentElement.dataset.theme = (() => {
  if (location.search.includes("print-pdf")) return "light";
  const chosen = localStorage.getItem("mode");
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
})();

const SMALLEST = 0.6, STEP = 0.04; // of 26 pixels
const LOWEST = 684, WIDEST = 1212; // of the slide's 720 and 1280

const bottom = (slide) => Math.max(...[...slide.querySelectorAll(":scope > :not(.notes), .points, figcaption, .katex-html .base")]
  .map((part) => part.getBoundingClientRect().bottom)) - slide.getBoundingClientRect().top;
const right = (block) => Math.max(...[...block.querySelectorAll("span, td, th")]
  .map((part) => part.getBoundingClientRect().right)) - block.closest("section").getBoundingClientRect().left;

// Lets each thing have the largest size at which it is not too large. All are measured together, so that it is quick.
function shrink(things, name, largest, tooLarge) {
  for (let size = largest; things.length && size >= SMALLEST; size -= STEP) {
    for (const thing of things) thing.style.setProperty(name, size.toFixed(2));
    things = things.filter(tooLarge);
  }
  return things;
}

async function fit() {
  const root = document.documentElement, all = (selector) => [...document.querySelectorAll(selector)];
  root.classList.add("measured");
  root.getBoundingClientRect(); // lays everything out, and so asks for the letters
  await document.fonts.ready;
  const tooWide = (block) => right(block) > WIDEST, tooHigh = (slide) => bottom(slide) > LOWEST;
  const slides = all(".slides > section:not(.stack), .slides > section > section");
  const bare = (slide) => !slide.querySelector(".highlight, figure, table");
  for (const slide of slides) slide.style.setProperty("--s", bare(slide) ? 1.28 : 1.12);
  const long = shrink(all(".slides :is(div.math, pre, table)").filter(tooWide), "--narrow", 1, tooWide);
  for (const block of long) block.classList.add("wrapped");
  shrink(slides.filter(bare), "--s", 1.28, tooHigh);
  shrink(slides.filter((slide) => !bare(slide)), "--s", 1.12, tooHigh);
  root.classList.remove("measured");
}

// The same slide in two windows: each tells the other where its reader goes, and not where it was told to go.
function together(windows) {
  let led = false;
  const tell = () => led || windows.forEach((other) => other?.postMessage({ slide: Reveal.getIndices() }, "*"));
  for (const event of ["slidechanged", "fragmentshown", "fragmenthidden"]) Reveal.on(event, tell);
  addEventListener("message", ({ source, data }) => {
    if (!windows.has(source) || !data.slide) return;
    led = true;
    Reveal.slide(Number(data.slide.h), Number(data.slide.v), Number(data.slide.f ?? -1));
    led = false;
  });
}

document.addEventListener("DOMContentLoaded", async () => {
  for (const stack of document.querySelectorAll(".slides > section:has(> section)")) stack.classList.add("stack");
  const printing = location.search.includes("print-pdf"), speaking = location.search.includes("notes");
  if (printing) for (const image of document.images) image.loading = "eager";
  await fit();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, slideNumber: "c/t", showNotes: speaking,
    transition: calm ? "none" : "slide", transitionSpeed: "fast", backgroundTransition: "none", autoAnimate: false,
    scrollActivationWidth: null, postMessage: false, pdfSeparateFragments: false, help: true,
  });
  document.querySelector(".reveal > .controls").setAttribute("role", "none"); // no landmark inside of another
  if (printing) return;
  const windows = new Set(opener ? [opener] : []);
  together(windows);
  Reveal.addKeyBinding({ keyCode: 83, key: "S", description: "The notes, in a second window" }, () => {
    const { h, v = 0 } = Reveal.getIndices();
    if (!speaking) windows.add(open(`${location.pathname}?notes#/${h}/${v}`, "notes", "width=1400,height=800"));
  });
});
