// Light or dark, before anything is drawn. (The theme has this between tags, where the site's policy allows nothing.)
document.documentElement.dataset.mode = localStorage.getItem("mode") || "auto";
document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";
// The letters of text and formulas are asked for at once, so that no line is set twice. (A folder has them anyway.)
for (const name of document.currentScript.dataset.fonts?.split(" ") ?? []) {
  if (location.protocol === "file:") break;
  const href = new URL(`${name}.woff2`, document.currentScript.src);
  document.head.append(Object.assign(document.createElement("link"),
    { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous", href }));
}
