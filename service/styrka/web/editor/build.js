// Bundles source/ with what it imports into one file in the folder that is named,
// and writes the licences of all of that beside it. `make editor` calls it.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const out = process.argv[2];
const digest = createHash("sha256"); // by which a test knows that the bundle is of these very files
for (const path of [...readdirSync("source").sort().map((name) => join("source", name)), "package-lock.json"]) digest.update(readFileSync(path));
const made = await build({
  entryPoints: ["source/main.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "none",
  banner: { js: `// Made by "make editor" from ${digest.digest("hex")}. Licences of what is in it: /static/editor-licences.txt` },
  charset: "utf8",
  metafile: true,
  outfile: join(out, "editor.js"),
});

const inside = new Set();
for (const path of Object.keys(made.metafile.inputs)) {
  const found = path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) inside.add(found[1]);
}
const texts = [...inside].sort().map((name) => {
  const folder = join("node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${about.license}`;
  return `${name} ${about.version}\n\n${text}\n`;
});
writeFileSync(join(out, "editor-licences.txt"), texts.join("\n----\n\n"));
console.log(`${inside.size} packages`);
