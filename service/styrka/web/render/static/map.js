// What is under the pointer on a map, or has the focus, is said in a line below it, and arrow keys go from one territory
// to the next, also into what is drawn apart. Each of them is a link with the same words; without this script nothing is missing.
for (const map of document.querySelectorAll("figure:has(svg.map)")) {
  const links = [...map.querySelectorAll("a[aria-label]")], line = document.createElement("p");
  if (!links.length) continue;
  line.className = "pointed";
  line.setAttribute("aria-hidden", "true");
  map.querySelector("svg.map").after(line);
  const say = (event) => {
    const link = event.target.closest("a[aria-label]");
    if (link) line.textContent = link.getAttribute("aria-label");
  };
  map.addEventListener("pointerover", say);
  map.addEventListener("focusin", say);
  map.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = links.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    links[(at + step + links.length) % links.length].focus();
  });
}
