// A query in one layout. Only space between its words changes: the words and their order are compared afterwards.
import { readTokens } from "./tokens.js";

const LINES = new Set(["PREFIX", "BASE", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "FROM", "ORDER", "GROUP", "HAVING", "LIMIT",
  "OFFSET", "OPTIONAL", "FILTER", "BIND", "GRAPH", "MINUS", "VALUES", "SERVICE"]);
const KEYWORDS = new Set([...LINES, "WHERE", "BY", "DISTINCT", "REDUCED", "NAMED", "UNION", "NOT", "EXISTS", "AS", "IN", "ASC", "DESC",
  "UNDEF", "SILENT"]);

export function formatQuery(text) {
  const tokens = readTokens(text);
  let out = "", depth = 0, inline = 0, continued = false, data = false, last = null;
  const brackets = [];
  const line = () => {
    if (out) out = out.replace(/[ \t]+$/, "") + (out.endsWith("\n") ? "" : "\n");
    out += "  ".repeat(depth + (continued ? 1 : 0));
  };
  const blank = (one) => { if (/\n[ \t]*\r?\n/.test(one.gap) && out && !inline) out = out.replace(/\n*[ \t]*$/, "\n\n"); };
  for (const one of tokens) {
    const word = one.kind === "word" ? one.text.toUpperCase() : "";
    const shown = KEYWORDS.has(word) ? word : one.text;
    const broken = one.gap.includes("\n"), previous = last?.shown ?? "";
    if (one.kind === "comment") {
      if (last && !broken) out += out.endsWith(" ") ? shown : ` ${shown}`;
      else { blank(one); line(); out += shown; }
    } else if (inline) {
      if (one.text === brackets.at(-1)) { brackets.pop(); inline -= 1; data = data && one.text !== "}"; }
      if (broken || last.kind === "comment") { depth += 1; line(); depth -= 1; }
      else if (one.gap) out += " ";
      out += shown;
      if ("([{".includes(one.text) && one.kind === "sign") { brackets.push({ "(": ")", "[": "]", "{": "}" }[one.text]); inline += 1; }
    } else if (one.text === "{") {
      if (data) { brackets.push("}"); inline += 1; out += ` ${shown}`; }
      else {
        if (!last || [".", "{", "}"].includes(previous) || last.kind === "comment") { continued = false; line(); } else if (!out.endsWith(" ")) out += " ";
        continued = false;
        out += shown;
        depth += 1;
      }
    } else if (one.text === "}") {
      depth = Math.max(0, depth - 1);
      continued = false;
      line();
      out += shown;
    } else {
      const starts = LINES.has(word) && !(word === "GROUP" && previous === "(") && previous !== "UNION";
      const fresh = !last || last.kind === "comment" || [".", "{"].includes(previous) || (previous === "}" && !["UNION", "."].includes(shown)) || previous === ";";
      if (one.text === "." || one.text === ";" || one.text === ",") out = out.replace(/[ \t]+$/, "") + (one.text === "," ? "," : ` ${shown}`);
      else if (fresh || (starts && previous !== "NOT")) {
        continued = previous === ";" || (last?.kind === "comment" && continued);
        if (starts) continued = false;
        blank(one);
        line();
        out += shown;
      } else if (broken && !depth && last.kind !== "comment") { continued = true; line(); continued = false; out += shown; }
      else out += (one.gap || previous === "," ? " " : "") + shown;
      if (word === "VALUES") data = true;
      if (one.text === ".") continued = false;
      if ("([".includes(one.text) && one.kind === "sign") { brackets.push({ "(": ")", "[": "]" }[one.text]); inline += 1; }
    }
    last = { ...one, shown };
  }
  const made = out.replace(/[ \t]+$/gm, "").trim();
  const same = (a, b) => a.length === b.length && a.every((one, at) => one.text.toUpperCase() === b[at].text.toUpperCase() && (one.kind === "word" || one.text === b[at].text));
  return same(tokens, readTokens(made)) ? made : text;
}
