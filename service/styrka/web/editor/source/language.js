// The language: its grammar colours the words. What is right or wrong is for the service's own parser.
import { LanguageSupport } from "@codemirror/language";
import { SparqlLanguage } from "codemirror-lang-sparql";

export function sparqlLanguageSupport() {
  return new LanguageSupport(SparqlLanguage);
}
