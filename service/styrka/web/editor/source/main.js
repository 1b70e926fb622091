// The SPARQL editor: it takes the place of the text field at /sparql. Without it the field, the examples and the answers
// are all there. It stands in a shadow root, because CodeMirror then adopts its style sheets, which the page's Content
// Security Policy allows; in the document itself it would write a style element, which the policy refuses.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { sparqlLanguageSupport } from "./language.js";
import { suggestThings, suggestTerms } from "./complete.js";
import { checkQuery } from "./check.js";
import { formatQuery } from "./format.js";
import { highlighting, theme } from "./look.js";
import { connectPanel } from "./panel.js";
import { makeRunner } from "./run.js";
import { connectSharing } from "./share.js";

const form = document.getElementById("asked");
const field = document.getElementById("query");
if (form && field) mount();

function mount() {
  const words = JSON.parse(form.dataset.words);
  const language = document.documentElement.lang;
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  const remarks = document.getElementById("remarks");
  const vocabulary = fetchVocabulary();
  const run = makeRunner(form, () => view.state.doc.toString(), words);

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of("  "),
        EditorView.lineWrapping,
        sparqlLanguageSupport(),
        syntaxHighlighting(highlighting),
        theme,
        autocompletion({
          override: [suggestTerms(vocabulary, language, words), suggestThings(vocabulary, language)],
          icons: false,
          maxRenderedOptions: 60,
        }),
        checkQuery(remarks, language, words),
        EditorState.phrases.of(words.phrases),
        EditorView.contentAttributes.of({
          "aria-label": words.label,
          "aria-description": words.keys,
          tabindex: "0", // what scrolls can be reached, also for programs that do not know what may be edited
          spellcheck: "false",
          autocapitalize: "off",
          translate: "no",
        }),
        keymap.of([
          { key: "Mod-Enter", run: () => (run(), true), preventDefault: true },
          { key: "Shift-Alt-f", run: () => (tidy(), true), preventDefault: true },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
      ],
    }),
  });

  const replace = (text) => {
    const changes = { from: 0, to: view.state.doc.length, insert: text };
    view.dispatch({ changes, selection: { anchor: 0 }, annotations: isolateHistory.of("full") }); // undone at one stroke
    view.focus();
  };
  const tidy = () => {
    const text = view.state.doc.toString(), tidied = formatQuery(text);
    if (tidied !== text) replace(tidied);
  };

  field.hidden = true;
  field.after(host);
  document.querySelector('label[for="query"]').addEventListener("click", () => view.focus());
  for (const one of form.querySelectorAll("[data-scripted]")) one.hidden = false;
  form.addEventListener("submit", (event) => {
    field.value = view.state.doc.toString();
    if (form.elements.format.value !== "html") return; // a file, which the browser fetches
    event.preventDefault();
    run();
  });
  document.getElementById("tidy").addEventListener("click", tidy);
  connectSharing(form, () => view.state.doc.toString(), words);
  connectPanel(view, replace, vocabulary, words);
  window.addEventListener("popstate", () => window.location.reload());
  form.dataset.ready = "";
}

async function fetchVocabulary() {
  const none = { prefixes: {}, terms: [], concepts: [] };
  try {
    const answer = await fetch("/def/terms.json");
    return answer.ok ? await answer.json() : none;
  } catch {
    return none; // one may write without it
  }
}
