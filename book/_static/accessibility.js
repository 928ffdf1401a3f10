// Small repairs of the stock theme, each found by axe-core on the built pages.
document.addEventListener("DOMContentLoaded", () => {
  // A label that differs from the words one sees confuses those who speak to their machine.
  for (const e of document.querySelectorAll("button.search-button-field, button.theme-switch-button, summary[aria-label]"))
    e.removeAttribute("aria-label");
  for (const e of document.querySelectorAll(".theme-switch-button")) e.title = e.title || "Color mode";
  // Roles that need a list around them, or that are deprecated.
  for (const e of document.querySelectorAll(".citation-list[role], .citation[role]")) e.removeAttribute("role");
  // The list of chapters is a landmark; so that it can be told apart, it needs a name.
  const contents = document.querySelector(".sidebar-primary-items__start");
  if (contents) { contents.setAttribute("role", "region"); contents.setAttribute("aria-label", "Book"); }
  // What scrolls sideways has to be reachable by keyboard.
  for (const e of document.querySelectorAll(".cell_output, .pst-scrollable-table-container, div.highlight pre"))
    if (e.scrollWidth > e.clientWidth) e.tabIndex = 0;
});
