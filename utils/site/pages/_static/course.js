// Sliders over pictures that were drawn beforehand, and boxes that scroll for who has no mouse.
"use strict";

// Shows the frame that a figure's controls ask for.
function setUp(slider) {
  const frames = [...slider.querySelectorAll(".frame")];
  const controls = [...slider.querySelectorAll(".controls input")];
  const count = (input) => (input.type === "checkbox" ? 2 : Number(input.max) + 1);
  const place = (input) => (input.type === "checkbox" ? Number(input.checked) : Number(input.value));

  function show() {
    const wanted = controls.reduce((before, input) => before * count(input) + place(input), 0);
    frames.forEach((frame, i) => frame.classList.toggle("shown", i === wanted));
  }

  for (const input of controls) {
    input.addEventListener("input", () => {
      if (input.type === "range") {
        const word = input.dataset.values.split("|")[input.value];
        input.setAttribute("aria-valuetext", word);
        input.nextElementSibling.value = word;
      }
      show();
    });
  }
  slider.querySelector(".controls").hidden = false;
  show(); // the browser may have kept what was chosen before
}

document.querySelectorAll(".slider").forEach(setUp);

// What scrolls can be reached with the keyboard, and has a name. (The theme sees to some boxes, but late, or never.)
const BOXES = [
  ".bd-article figure, .bd-article pre, .bd-article .pst-scrollable-table-container",
  ".frame, .wide, .cell_output .output, .math.display",
].join();
const NAME = "Scrolls sideways";

function makeReachable(box) {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", NAME);
  } else if (box.getAttribute("aria-label") === NAME) {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}

// Also when the screen is turned, and when what is folded unfolds.
const watcher = new ResizeObserver((changes) => changes.forEach((change) => makeReachable(change.target)));
document.querySelectorAll(BOXES).forEach((box) => watcher.observe(box));
