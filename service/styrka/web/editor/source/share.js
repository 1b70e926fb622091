// The query as a link, and as a few lines of a program that ask it.
import { makeAddress } from "./run.js";
import { readTokens } from "./tokens.js";

export function connectSharing(form, read, words) {
  const shown = document.getElementById("copied"), text = shown.querySelector("textarea"), state = document.getElementById("state");
  const offer = async (what) => {
    text.value = what;
    text.rows = Math.min(16, what.split("\n").length + 1);
    shown.hidden = false;
    text.focus();
    text.select();
    try {
      await navigator.clipboard.writeText(what);
      state.textContent = words.copied;
    } catch {
      state.textContent = words.selected; // a page that came without encryption may not write there
    }
  };
  const endpoint = location.origin + "/sparql";
  document.getElementById("share").addEventListener("click", () => offer(location.origin + makeAddress(form, read())));
  for (const button of form.querySelectorAll("[data-copy]"))
    button.addEventListener("click", () => offer(WRITERS[button.dataset.copy](read().trim(), endpoint)));
}

function isGraph(query) {
  const form = readTokens(query).find((one) => one.kind === "word" && /^(select|ask|construct|describe)$/i.test(one.text));
  return /^(construct|describe)$/i.test(form?.text ?? "");
}

const WRITERS = {
  curl: (query, endpoint) =>
    `curl '${endpoint}' -H 'Accept: ${isGraph(query) ? "text/turtle" : "text/csv"}' --data-urlencode 'query=${query.replaceAll("'", "'\\''")}'`,
  python: (query, endpoint) => {
    const text = `"""\n${query.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"')}\n"""`;
    const ask = (accept) => `answer = requests.post("${endpoint}", data={"query": query}, headers={"Accept": "${accept}"}, timeout=60)\nanswer.raise_for_status()\n`;
    return isGraph(query)
      ? `import requests\n\nquery = ${text}\n${ask("text/turtle")}print(answer.text)\n`
      : `import io\n\nimport pandas\nimport requests\n\nquery = ${text}\n${ask("text/csv")}table = pandas.read_csv(io.StringIO(answer.content.decode()))\nprint(table)\n`;
  },
  r: (query, endpoint) => {
    let line = "";
    while (query.includes(`)${line}"`)) line += "-";
    const accept = isGraph(query) ? "text/turtle" : "text/csv";
    const read = isGraph(query) ? "cat(resp_body_string(answer))" : "table <- read.csv(text = resp_body_string(answer))\nprint(table)";
    return `library(httr2)\n\nquery <- r"${line}(\n${query}\n)${line}"\nanswer <- request("${endpoint}") |>\n  req_headers(Accept = "${accept}") |>\n  req_body_form(query = query) |>\n  req_perform()\n${read}\n`;
  },
  javascript: (query, endpoint) => {
    const text = `\`\n${query.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\n\``;
    const accept = isGraph(query) ? "text/turtle" : "application/sparql-results+json";
    const read = isGraph(query) ? "console.log(await answer.text());" : "console.table((await answer.json()).results.bindings);";
    return `const query = ${text};\nconst answer = await fetch("${endpoint}", {\n  method: "POST",\n  headers: { Accept: "${accept}" },\n  body: new URLSearchParams({ query }),\n});\n${read}\n`;
  },
};
