// Beside the editor: the examples, which a filter narrows and a press puts into the editor, and the terms.
import { insertTerm } from "./complete.js";

export function connectPanel(view, replace, vocabulary, words) {
  const filter = document.getElementById("filter"), state = document.getElementById("filtered");
  filter.closest("p").hidden = false;
  filter.addEventListener("input", () => {
    const asked = fold(filter.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of document.querySelectorAll("#examples li")) {
      item.hidden = !asked.every((word) => fold(item.textContent).includes(word));
      shown += !item.hidden;
    }
    for (const group of document.querySelectorAll("#examples section")) group.hidden = !group.querySelector("li:not([hidden])");
    state.textContent = words.shown.replace("{n}", shown);
  });
  // Enter in the filter would send the form that it stands in: it stands in none.
  document.getElementById("examples").addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-example]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const page = new DOMParser().parseFromString(await (await fetch(link.href, { headers: { Accept: "text/html" } })).text(), "text/html");
      replace(page.getElementById("query").value);
    } catch {
      location.assign(link.href);
    }
  });
  for (const code of document.querySelectorAll("#terms code[data-iri]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = code.textContent;
    button.title = words.insert;
    button.addEventListener("click", async () => {
      const { from, to } = view.state.selection.main;
      insertTerm(code.dataset.iri, (await vocabulary).prefixes)(view, null, from, to);
      view.focus();
    });
    code.replaceWith(button);
  }
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
