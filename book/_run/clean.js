// What a cell has made as HTML, without what could load, send or run anything: only elements and attributes that draw.
const ELEMENTS = new Set(`div span p ul ol li dl dt dd table thead tbody tfoot tr th td caption colgroup col pre code em
  strong b i u s sub sup small br hr wbr h1 h2 h3 h4 h5 h6 blockquote figure figcaption img details summary button input
  label output svg g path circle ellipse rect line polyline polygon text tspan title desc defs clipPath`.split(/\s+/));
const ADDRESSES = new Set(`href xlink:href src srcset action formaction ping poster background data cite target srcdoc
  form formmethod attributename id name style slot is`.split(/\s+/));
const PICTURE = /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/;

export function clean(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...body.querySelectorAll("*")]) {
    if (element.localName === "a") { element.replaceWith(...element.childNodes); continue; }
    if (!ELEMENTS.has(element.localName)) { element.remove(); continue; }
    for (const { name, value } of [...element.attributes]) {
      const lower = name.toLowerCase();
      if (element.localName === "img" && lower === "src" && PICTURE.test(value)) continue;
      if (lower.startsWith("on") || ADDRESSES.has(lower) || /url\(/i.test(value)) element.removeAttribute(name);
    }
  }
  const made = document.createDocumentFragment();
  made.append(...body.childNodes);
  return made;
}
