// What a link leads to, shown beside it: an equation, a figure, an exercise, a citation, a term. For pointers that hover
// and for the keyboard; Escape closes it, and the pointer may move onto it. Nothing is loaded before it is asked for,
// and from a folder, where no page may read another, only what stands on the same page is shown.
document.addEventListener("DOMContentLoaded", () => {
  const article = document.querySelector(".bd-article"), pages = new Map();
  const kinds = 'div.math[id^="equation-"], figure[id], div.exercise[id], div.citation[id], tr[id^="term-"]';
  const box = Object.assign(document.createElement("div"), { id: "preview", className: "preview", hidden: true });
  box.setAttribute("role", "tooltip");
  let wanted = null, timer = 0;

  // The page that holds a target: this one, or one that is fetched once.
  function page(address) {
    const path = address.origin + address.pathname;
    if (path === location.origin + location.pathname) return document;
    if (!location.protocol.startsWith("http") || address.origin !== location.origin) return null;
    if (!pages.has(path)) {
      pages.set(path, fetch(path).then((reply) => (reply.ok ? reply.text() : ""))
        .then((text) => new DOMParser().parseFromString(text, "text/html")).catch(() => null));
    }
    return pages.get(path);
  }

  // A copy with no ids of its own and nothing to stop at. A row of the glossary becomes a line.
  function copy(target, address) {
    let made = document.importNode(target, true);
    if (target.matches("tr")) {
      const cells = [...made.cells].slice(0, 3), line = document.createElement("p");
      cells.forEach((cell, i) => line.append(i ? " · " : "", ...cell.firstElementChild.childNodes));
      made = line;
    }
    for (const part of made.querySelectorAll(".headerlink, button, .copybtn")) part.remove();
    for (const part of [made, ...made.querySelectorAll("*")]) {
      part.removeAttribute("id");
      part.removeAttribute("tabindex");
    }
    for (const link of made.querySelectorAll("a")) link.replaceWith(...link.childNodes);
    for (const image of made.querySelectorAll("img")) {
      image.src = new URL(image.getAttribute("src"), address).href;
      image.loading = "eager";
    }
    return made;
  }

  // Under the link, or above it where there is more room; inside the text's own width. It moves nothing.
  function place(link) {
    const whole = article.getBoundingClientRect(), lines = link.getClientRects();
    const first = lines[0], last = lines[lines.length - 1];
    box.hidden = false;
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(last.left, Math.min(whole.right, document.documentElement.clientWidth) - width - 8);
    const under = last.bottom + height < innerHeight || last.bottom < innerHeight - first.top;
    box.style.left = `${Math.max(left, 8) - whole.left}px`;
    box.style.top = `${(under ? last.bottom + 2 : first.top - height - 2) - whole.top}px`;
  }

  async function show(link) {
    if (link === wanted) return;
    hide();
    wanted = link;
    const address = new URL(link.href);
    const target = (await page(address))?.getElementById(decodeURIComponent(address.hash.slice(1)));
    const shown = target?.matches(kinds) ? target : target?.closest('div.math[id^="equation-"]');
    if (!shown || wanted !== link) return;
    const held = shown.getBoundingClientRect();
    if (held.height && held.top >= 0 && held.bottom <= innerHeight) return; // it is in view: nothing to bring nearer
    box.replaceChildren(copy(shown, address));
    for (const image of box.querySelectorAll("img")) await image.decode().catch(() => {});
    if (wanted !== link) return;
    place(link);
    link.setAttribute("aria-describedby", box.id);
  }

  function hide() {
    clearTimeout(timer);
    wanted?.removeAttribute("aria-describedby");
    wanted = null;
    box.hidden = true;
  }

  function later(action, pause) {
    clearTimeout(timer);
    timer = setTimeout(action, pause);
  }

  article.append(box);
  for (const link of article.querySelectorAll('a.reference.internal[href*="#"]')) {
    if (!/#(equation-|fig-|ex-|term-|id\d)/.test(link.href)) continue;
    link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") later(() => show(link), 250); });
    link.addEventListener("pointerleave", () => later(hide, 300));
    link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link); });
    link.addEventListener("blur", hide);
  }
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => later(hide, 300));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
});
