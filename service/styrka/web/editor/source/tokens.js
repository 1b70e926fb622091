// The words and signs of a query (SPARQL 1.1 Query section 19.8), each with where it stands and what is before it.
const TOKEN = /(?<comment>#[^\n]*)|(?<iri><[^<>"{}|^`\\\s]*>)|(?<string>"""(?:(?:"|"")?(?:[^"\\]|\\.))*"""|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<variable>[?$][\p{L}\p{N}_]+)|(?<name>(?:[\p{L}_][\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_:%-]|\\\S)*(?:\.+(?:[\p{L}\p{N}_:%-]|\\\S)+)*|@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<number>(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)|(?<sign>\^\^|&&|\|\||[<>!]=|\S)/gu;

export function readTokens(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = Object.keys(match.groups).find((one) => match.groups[one] !== undefined);
    found.push({ kind, text: match[0], from: match.index, to: match.index + match[0].length, gap: text.slice(end, match.index) });
    end = match.index + match[0].length;
  }
  return found;
}

export function readPrefixes(tokens) {
  const found = new Map();
  tokens.forEach((one, at) => {
    if (one.kind === "word" && one.text.toUpperCase() === "PREFIX" && tokens[at + 2]?.kind === "iri")
      found.set(tokens[at + 1].text.slice(0, -1), tokens[at + 2].text.slice(1, -1));
  });
  return found;
}
