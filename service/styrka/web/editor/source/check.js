// What is wrong with the query, by the service's own parser: underlined where it stands, and in words below.
import { linter, lintGutter } from "@codemirror/lint";

const WAIT = 600; // milliseconds in which somebody may go on writing

export function checkQuery(remarks, language, words) {
  const look = async (view) => {
    const text = view.state.doc.toString();
    if (!text.trim()) return show(remarks, [], view, words);
    try {
      const answer = await fetch(`/sparql/check?lang=${language}`, {
        method: "POST",
        headers: { "Content-Type": "application/sparql-query", Accept: "application/json" },
        body: text,
      });
      const found = answer.ok ? (await answer.json()).remarks : [];
      return show(remarks, found.map((one) => place(one, view, words)), view, words);
    } catch {
      return []; // without a connection one may still write
    }
  };
  return [linter(look, { delay: WAIT }), lintGutter()];
}

function place(one, view, words) {
  const doc = view.state.doc, line = doc.line(Math.min(one.line, doc.lines));
  const signs = [...line.text]; // columns count characters, positions their halves
  const units = (upto) => signs.slice(0, upto).join("").length;
  let from = line.from + units(one.column - 1), to = line.from + units(one.column - 1 + one.length);
  if (from === to) from = Math.max(line.from, from - 1); // the end of a line
  if (from === to) to = Math.min(doc.length, to + 1);
  const actions = one.fixes.map((fix) => ({
    name: fix.first ? words.declare.replace("{text}", fix.text.split(" ")[1]) : words.replace.replace("{text}", fix.text),
    apply: (changed, start, end) =>
      changed.dispatch({ changes: fix.first ? { from: 0, insert: fix.text } : { from: start, to: end, insert: fix.text } }),
  }));
  return { from, to, severity: one.severity, message: [one.message, ...one.hints].join(" "), actions };
}

function show(remarks, found, view, words) {
  remarks.replaceChildren(...found.map((one) => {
    const item = document.createElement("li"), go = document.createElement("button");
    go.type = "button";
    go.textContent = words.line.replace("{n}", view.state.doc.lineAt(one.from).number);
    go.addEventListener("click", () => {
      view.dispatch({ selection: { anchor: one.from, head: one.to }, scrollIntoView: true });
      view.focus();
    });
    item.append(go, " ", one.message);
    for (const action of one.actions) {
      const mend = document.createElement("button");
      mend.type = "button";
      mend.textContent = action.name;
      mend.addEventListener("click", () => { action.apply(view, one.from, one.to); view.focus(); });
      item.append(" ", mend);
    }
    return item;
  }));
  return found;
}
