// Pictures to move. Their frames stand in the page, computed when the book was built: for each moving path its
// drawing, and a line of words. This shows one frame after another, and computes nothing.
document.addEventListener("DOMContentLoaded", () => {
  for (const picture of document.querySelectorAll(".moving")) enliven(picture);
});

function enliven(picture) {
  const { still, words, paths } = JSON.parse(picture.dataset.frames);
  const drawings = paths.map(whole), pens = picture.querySelectorAll(".moves"), text = picture.querySelector(".words");
  const [play, back, next] = picture.querySelectorAll("button"), slider = picture.querySelector("input");
  const last = words.length - 1;
  // Some twelve seconds from first to last; slower for those who want less motion. Nothing plays unless asked to.
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pause = Math.min(Math.max(12000 / words.length, calm ? 1000 : 80), 1000);
  let frame = still, timer = 0;

  function show(k, aloud) {
    frame = Math.min(Math.max(k, 0), last);
    pens.forEach((pen, i) => pen.setAttribute("d", drawings[i][frame]));
    // A reader of screens is told once: by the slider that is moved, or by the words when a button was pressed.
    text.setAttribute("aria-live", aloud ? "polite" : "off");
    text.textContent = words[frame];
    slider.value = frame;
    slider.setAttribute("aria-valuetext", words[frame]);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  }

  function begin() {
    if (frame === last) show(0);
    play.textContent = "Pause";
    timer = setInterval(() => {
      show(frame + 1, frame + 1 === last);
      if (frame === last) stop();
    }, pause);
  }

  play.addEventListener("click", () => {
    if (!timer) return begin();
    stop();
    show(frame, true);
  });
  back.addEventListener("click", () => { stop(); show(frame - 1, true); });
  next.addEventListener("click", () => { stop(); show(frame + 1, true); });
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  show(still);
  picture.querySelector(".controls").hidden = false;
}

// A drawing that begins with a plus sign goes on from the one before it.
function whole(drawings) {
  let before = "";
  return drawings.map((drawing) => (before = drawing.startsWith("+") ? before + drawing.slice(1) : drawing));
}
