// What a query says of each subject, read from its words: enough to know what fits at the cursor, and no more.
import { readPrefixes, readTokens } from "./tokens.js";

const BETWEEN = new Set(["{", "}", "."]);
const CLAUSES = new Set(["SELECT", "WHERE", "FILTER", "OPTIONAL", "GRAPH", "UNION", "MINUS", "BIND", "VALUES", "ORDER", "GROUP",
  "HAVING", "LIMIT", "OFFSET", "PREFIX", "BASE", "FROM", "ASK", "CONSTRUCT", "DESCRIBE", "SERVICE"]);

// The triples before and after the cursor, and of the one it stands in its subject, its predicate and the place of the
// word that is being written: "subject", "predicate", "object", or "" outside all triples.
export function readTriples(text, cursor) {
  const tokens = readTokens(text), prefixes = readPrefixes(tokens), triples = [];
  const expand = (one) => {
    if (one.kind === "iri") return one.text.slice(1, -1);
    if (one.kind === "word" && one.text === "a") return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    const colon = one.text.indexOf(":");
    const space = one.kind === "name" && colon >= 0 ? prefixes.get(one.text.slice(0, colon)) : undefined;
    return space === undefined ? one.text : space + one.text.slice(colon + 1);
  };
  let subject = "", predicate = "", place = "", inside = 0, braces = 0, apart = false;
  let here = { subject: "", predicate: "", place: "" };
  const note = () => { here = { subject, predicate, place: braces ? place || "subject" : "" }; };
  for (const one of tokens) {
    if (one.kind === "comment") continue;
    if (one.to >= cursor && one.from < cursor) note(); // the word that is being written
    const word = one.kind === "word" ? one.text.toUpperCase() : "";
    if (one.text === "(" || one.text === "[") inside += 1;
    else if (one.text === ")" || one.text === "]") inside = Math.max(0, inside - 1);
    else if (one.text === "{") { braces += 1; inside = 0; }
    else if (one.text === "}") braces = Math.max(0, braces - 1);
    if (!inside) {
      if (BETWEEN.has(one.text) || CLAUSES.has(word)) {
        subject = predicate = place = "";
        apart = CLAUSES.has(word); // what follows, up to a bracket, is no subject
      } else if (one.text === ";") { predicate = ""; place = "predicate"; }
      else if (one.text === ",") place = "object";
      else if (!apart && braces && ["variable", "name", "iri", "word", "string", "number"].includes(one.kind)) {
        if (!subject) { subject = expand(one); place = "predicate"; }
        else if (place === "predicate") { predicate = expand(one); place = "object"; }
        else if (predicate) { triples.push([subject, predicate, expand(one)]); }
      }
      if (apart && [")", "]"].includes(one.text)) { apart = false; subject = ""; }
    }
    if (one.text === "{" || one.text === "}") apart = false;
    if (one.to < cursor) note();
  }
  return { ...here, triples, prefixes };
}
