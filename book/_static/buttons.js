// The theme's buttons that print and that fill the screen; its own attributes for them are scripts between tags.
document.addEventListener("click", (event) => {
  const action = event.target.closest?.("[data-action]")?.dataset.action;
  if (action === "print") window.print();
  if (action === "full-screen") window.toggleFullScreen();
});
// Python on the page, when a reader asks for it; before, nothing of it is loaded. (From a folder no browser starts it.)
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.('[data-action="run"]'), bar = button?.parentElement;
  if (!button) return;
  const said = bar.querySelector(".run-said");
  if (location.protocol === "file:") {
    said.textContent = "Browsers start no Python on a page that is opened from a folder. In the folder that holds " +
      `index.html, type “python -m http.server”, and open http://localhost:8000/${bar.dataset.here} instead.`;
    return;
  }
  said.textContent = "Loading the editor …";
  try {
    const { begin } = await import(`./run/page.js?${bar.dataset.tries ?? ""}`);
    await begin(bar);
  } catch (error) {
    bar.dataset.tries = Number(bar.dataset.tries ?? 0) + 1; // a browser remembers an address that failed
    said.textContent = `The editor did not load: ${error.message}. The button tries again.`;
  }
});
