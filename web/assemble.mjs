// Puts the page together: `node web/assemble.mjs VERSION FOLDER`. FOLDER has bound/scelle.js and
// scelle.wasm.gz, and gets scelle.html.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [version, folder] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const read = (...path) => readFileSync(join(...path), "utf8");
const fail = (why) => {
  console.error(`web/assemble.mjs: ${why}`);
  process.exit(1);
};

// The texts that the page names, in both languages. They take one line, and no argument.
const sources = { en: read(here, "../i18n/en/scelle.ftl"), fr: read(here, "../i18n/fr/scelle.ftl") };
const script = read(here, "page/page.js");
const keys = [...new Set(script.match(/"(?:page|win|error)-[a-z0-9-]+"/g))].map((key) => key.slice(1, -1));
const text = (language, key) => {
  const line = sources[language].match(new RegExp(`^${key} = (.+)$`, "m"))?.[1];
  if (!line || line.includes("{")) fail(`${key} is no text of one line without argument in ${language}`);
  return line;
};
const sentence = (key, line) => {
  const capital = key.startsWith("error-") ? line[0].toUpperCase() + line.slice(1) : line;
  return key.startsWith("error-") ? `${capital}.` : capital;
};
const both = (key) => ({ en: sentence(key, text("en", key)), fr: sentence(key, text("fr", key)) });
const texts = { version, ...Object.fromEntries(keys.sort().map((key) => [key, both(key)])) };

const style = read(here, "page/style.css");
const hash = (content) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  "img-src blob:",
  "worker-src blob:",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types scelle",
].join("; ");

const seal = read(here, "../gui/desktop/scelle.svg")
  .replace(/^<\?xml.*\?>\s*/, "")
  .replace(/<!--.*?-->\s*/s, "")
  .replace(/<title>.*?<\/title>\s*/, "")
  .replace("<svg ", '<svg aria-hidden="true" ')
  .replace(/>\s+</g, "><")
  .trim();

const parts = {
  version,
  policy,
  style,
  seal,
  script,
  texts: JSON.stringify(texts).replaceAll("<", "\\u003c"),
  worker: `${read(folder, "bound/scelle.js")}\n${read(here, "page/worker.js")}`,
  wasm: readFileSync(join(folder, "scelle.wasm.gz")).toString("base64"),
};
for (const name of ["script", "worker", "style"]) {
  if (/<\/(script|style)/i.test(parts[name]) || parts[name].includes("<!--")) fail(`${name} ends its own element`);
}
const template = read(here, "page/index.html");
const page = template.replace(/\{([a-z]+)\}/g, (_, name) => parts[name] ?? fail(`nothing is called ${name}`));
writeFileSync(join(folder, "scelle.html"), page);
for (const [name, content] of Object.entries(parts)) {
  console.log(`${String(content.length).padStart(9)}  ${name}`);
}
