// The theme's buttons that print and that fill the screen; its own attributes for them are scripts between tags.
document.addEventListener("click", (event) => {
  const action = event.target.closest?.("[data-action]")?.dataset.action;
  if (action === "print") window.print();
  if (action === "full-screen") window.toggleFullScreen();
});
