// What fits at the cursor: variables of the query, words of SPARQL, terms of the vocabulary, and things by their names.
import { readTokens } from "./tokens.js";
import { readTriples } from "./triples.js";

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const MOST = 60;
const WAIT = 150; // milliseconds in which somebody may go on writing
const KEYWORDS = ["SELECT", "DISTINCT", "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "BIND", "VALUES", "GRAPH", "PREFIX", "ASK",
  "CONSTRUCT", "DESCRIBE", "ORDER BY", "GROUP BY", "HAVING", "LIMIT", "OFFSET", "NOT EXISTS", "EXISTS", "COUNT", "SUM", "AVG",
  "MIN", "MAX", "SAMPLE", "GROUP_CONCAT", "LANG", "LANGMATCHES", "STR", "STRSTARTS", "STRENDS", "CONTAINS", "REGEX", "REPLACE",
  "LCASE", "UCASE", "STRLEN", "SUBSTR", "CONCAT", "COALESCE", "BOUND", "IF", "IN", "YEAR", "MONTH", "DATATYPE", "IRI", "ISIRI", "AS",
  "DESC", "ASC", "FROM", "UNDEF"];
const WORD = /[\p{L}_][\p{L}\p{N}_.-]*:?[\p{L}\p{N}_-]*$/u;
const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*)$/u;

export function suggestTerms(vocabulary, language, words) {
  return async (context) => {
    const text = context.state.doc.toString();
    if (isSpoken(text, context.pos)) return null;
    const variable = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
    if (variable) return { from: variable.from, options: listVariables(text, variable), validFor: /^[?$][\p{L}\p{N}_]*$/u };
    const before = context.matchBefore(WORD);
    if (!before && !context.explicit) return null;
    const from = before?.from ?? context.pos, typed = before?.text ?? "";
    const known = await vocabulary, here = readTriples(text, context.pos);
    const after = text.slice(0, from).match(/\bPREFIX\s+$/i);
    const options = after ? listPrefixes(known, typed) : [
      ...listTerms(known, here, typed, language, words),
      ...listConcepts(known, here, typed, language),
      ...listKeywords(typed, here),
    ];
    return options.length ? { from, options: options.slice(0, MOST), filter: false } : null;
  };
}

export function suggestThings(vocabulary, language) {
  return async (context) => {
    const text = context.state.doc.toString(), before = context.matchBefore(WORD);
    if (!before || isSpoken(text, context.pos)) return null;
    const [prefix, local] = before.text.includes(":") ? before.text.split(":") : ["", before.text];
    const known = await vocabulary, here = readTriples(text, context.pos);
    if (local.length < 2 || !here.place || here.place === "predicate" || here.predicate === TYPE) return null;
    await new Promise((done) => setTimeout(done, WAIT));
    if (context.aborted) return null;
    const kind = { theme: "theme", region: "region" }[prefix] ?? "";
    if (prefix && !kind) return null;
    try {
      const asked = new URLSearchParams({ q: local, kind, lang: language });
      const answer = await (await fetch(`/suggest?${asked}`)).json();
      const options = answer.suggestions.filter((one) => one.iri).map((one) => ({
        label: one.name,
        displayLabel: one.name,
        detail: [shorten(one.iri, known.prefixes), one.matched].filter(Boolean).join(" · "),
        info: one.description,
        boost: -50,
        apply: insertTerm(one.iri, known.prefixes),
      }));
      return options.length ? { from: before.from, options, filter: false } : null;
    } catch {
      return null;
    }
  };
}

// Whether the cursor stands in a comment, a string or an IRI.
function isSpoken(text, cursor) {
  const one = readTokens(text).find((token) => token.from < cursor && cursor <= token.to);
  if (!one) return false;
  return one.kind === "comment" || ((one.kind === "string" || one.kind === "iri") && cursor < one.to);
}

function listVariables(text, variable) {
  const names = readTokens(text).filter((one) => one.kind === "variable" && one.from !== variable.from).map((one) => one.text);
  return [...new Set(names)].sort().map((label) => ({ label, type: "variable" }));
}

function listPrefixes(known, typed) {
  return Object.entries(known.prefixes).filter(([name]) => name.startsWith(typed.replace(/:$/, "")))
    .map(([name, space]) => ({ label: `${name}:`, detail: space, apply: `${name}: <${space}>\n` }));
}

function listKeywords(typed, here) {
  const begun = typed.toUpperCase();
  if (typed.length < 2 || here.place === "predicate") return [];
  return KEYWORDS.filter((one) => one.startsWith(begun) && one !== typed).map((label) => ({ label, type: "keyword", boost: -20 }));
}

function listTerms(known, here, typed, language, words) {
  const wanted = here.predicate === TYPE && here.place === "object" ? "class" : here.place === "predicate" ? "property" : "";
  if (here.place === "object" && !wanted) return [];
  const classes = findClasses(here, known);
  const used = new Set(here.triples.filter(([subject]) => subject === here.subject).map(([, predicate]) => predicate));
  const scored = known.terms
    .filter((one) => !wanted || one.kind === wanted)
    .map((one) => ({ one, score: score(one, typed, language), fits: !classes.size || fits(one, classes) }))
    .filter(({ score: points }) => points > 0);
  // What does not go with the subject is left out, unless nothing else is called so.
  const fitting = wanted === "property" && classes.size && scored.some(({ fits: does }) => does) ? scored.filter(({ fits: does }) => does) : scored;
  const place = ({ one, score: points }) =>
    points - (used.has(one.iri) ? 3 : 0) + (classes.size && one.domain.length && fits(one, classes) ? 2 : 0) + Math.log10(1 + one.count) / 4;
  return fitting.sort((a, b) => place(b) - place(a)).map(({ one }) => describe(one, known, language, words));
}

function listConcepts(known, here, typed, language) {
  if (here.place !== "object" || here.predicate === TYPE) return [];
  const schemes = new Set(known.terms.find((one) => one.iri === here.predicate)?.range ?? []);
  return known.concepts
    .filter((one) => schemes.has(one.scheme) || typed.length > 2)
    .map((one) => ({ one, points: score(one, typed, language) + (schemes.has(one.scheme) ? 5 : 0) }))
    .filter(({ one, points }) => points > (schemes.has(one.scheme) ? 5 : 1) || (schemes.has(one.scheme) && !typed))
    .sort((a, b) => b.points - a.points)
    .map(({ one }) => ({ label: one.label[language] ?? one.term, detail: one.term, apply: insertTerm(one.iri, known.prefixes) }));
}

// The classes that the query gives the subject: by a type, or as what a property before it leads to, and those above.
function findClasses(here, known) {
  const found = new Set(), terms = new Map(known.terms.map((one) => [one.iri, one]));
  for (const [subject, predicate, object] of here.triples) {
    if (subject === here.subject && predicate === TYPE) found.add(object);
    if (object === here.subject) for (const one of terms.get(predicate)?.range ?? []) found.add(one);
  }
  for (const one of found) for (const above of terms.get(one)?.parents ?? []) found.add(above);
  for (const one of found) if (!terms.has(one)) found.delete(one);
  return found;
}

function fits(one, classes) {
  return !one.domain.length || one.domain.some((domain) => classes.has(domain));
}

function score(one, typed, language) {
  const asked = typed.toLowerCase(), name = one.term.toLowerCase(), local = name.slice(name.indexOf(":") + 1);
  if (!asked || name === asked + ":") return 1;
  if (name.startsWith(asked) || local.startsWith(asked)) return 4;
  const humps = one.term.slice(one.term.indexOf(":") + 1).split(/(?=\p{Lu})/u).map((_, at, all) => all.slice(at).join("").toLowerCase());
  if (humps.some((hump) => hump.startsWith(asked))) return 3;
  const labels = [one.label[language], ...Object.values(one.label)].filter(Boolean).map((label) => label.toLowerCase());
  if (labels.some((label) => label.startsWith(asked))) return 3;
  return labels.some((label) => label.split(/[\s-]+/).some((word) => word.startsWith(asked))) ? 2 : 0;
}

function describe(one, known, language, words) {
  const info = () => {
    const box = document.createElement("div");
    const lines = [one.definition?.[language] ?? one.definition?.en, one.domain.length && `${words.of}: ${one.domain.map((iri) => name(iri, known, language)).join(", ")}`,
      one.range.length && `${words.value}: ${one.range.map((iri) => name(iri, known, language)).join(", ")}`, `${words.count}: ${one.count.toLocaleString(language)}`];
    for (const line of lines.filter(Boolean)) box.appendChild(document.createElement("p")).textContent = line;
    return box;
  };
  return { label: one.term, detail: one.label[language] ?? one.label.en, info, apply: insertTerm(one.iri, known.prefixes) };
}

function name(iri, known, language) {
  const found = known.terms.find((one) => one.iri === iri);
  return found?.label[language] ?? shorten(iri, known.prefixes).replace(/^xsd:/, "");
}

export function shorten(iri, prefixes) {
  let best = "";
  for (const [prefix, space] of Object.entries(prefixes))
    if (iri.startsWith(space) && space.length > (prefixes[best]?.length ?? 0) && LOCAL.test(iri.slice(space.length))) best = prefix;
  return best ? `${best}:${iri.slice(prefixes[best].length)}` : `<${iri}>`;
}

// Puts a term in place, and declares its prefix where the query does not yet.
export function insertTerm(iri, prefixes) {
  return (view, _, from, to) => {
    const text = shorten(iri, prefixes), prefix = text.startsWith("<") ? "" : text.slice(0, text.indexOf(":"));
    const declared = !prefix || new RegExp(`PREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
    const head = declared ? "" : `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
    view.dispatch({
      changes: [...(head ? [{ from: 0, insert: head }] : []), { from, to, insert: text }],
      selection: { anchor: head.length + from + text.length },
      userEvent: "input.complete",
    });
  };
}
