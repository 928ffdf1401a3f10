// What only a script can know: which boxes are wider than their place, and that the page is about to be printed.
document.addEventListener("DOMContentLoaded", () => {
  // What scrolls sideways has to be reachable by keyboard; what does not would be a stop for nothing.
  const boxes = ".cell_output, .pst-scrollable-table-container, div.highlight pre, div.math";
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(boxes)) watch.observe(box);
});
// On paper everything is unfolded, and no picture is left for later.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const details of folded) details.open = true;
  for (const image of document.images) image.loading = "eager";
});
addEventListener("afterprint", () => { for (const details of folded) details.open = false; });
