// The look, by the colours of the site, which hold in light and in dark.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--code-variable)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.literal], color: "var(--code-string)" },
  { tag: [tags.url, tags.link], color: "var(--code-iri)" },
  { tag: [tags.namespace, tags.propertyName, tags.name], color: "var(--code-iri)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

export const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--soft)", borderRadius: ".45rem", fontSize: "1rem",
    minHeight: "12rem", maxHeight: "max(14rem, 36vh)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", lineHeight: "1.5", overflow: "auto", minHeight: "12rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--wash)", color: "var(--soft)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent", boxShadow: "inset 0 0 0 1px var(--line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--derived)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--stated)", color: "var(--stated-ink)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--guess)", color: "var(--guess-ink)" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--soft)", borderRadius: ".3rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "ui-monospace, monospace", maxHeight: "16rem", maxWidth: "min(40rem, 92vw)" },
  ".cm-tooltip-autocomplete ul li": { padding: ".2rem .5rem", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", fontFamily: "var(--sans)", marginLeft: "1em" },
  ".cm-completionInfo": { padding: ".4rem .7rem", maxWidth: "22rem", fontFamily: "var(--sans)", lineHeight: "1.45" },
  ".cm-completionInfo p": { margin: ".2rem 0" },
  ".cm-diagnostic": { padding: ".4rem .7rem", fontFamily: "var(--sans)", whiteSpace: "pre-wrap" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--on-accent)", font: "inherit", padding: ".1rem .6rem", margin: "0 0 0 .5rem" },
  ".cm-panels": { backgroundColor: "var(--wash)", color: "var(--ink)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--derived)", color: "var(--derived-ink)" },
});
