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

// What scrolls can be reached with the keyboard, and has a name.
function reachable() {
  for (const box of document.querySelectorAll(".bd-article figure, .frame, .wide, .cell_output .output, .math.display")) {
    if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Scrolls sideways");
    }
  }
}

window.addEventListener("load", reachable);
window.addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);
