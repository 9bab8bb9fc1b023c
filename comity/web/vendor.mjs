// Copies the pinned front-end packages into static/vendor, with their licences and versions, and draws the icon sprite.
// Run by `npm ci && npm run vendor` when a version or icons.txt changes; the result is committed, so Node is never needed to run.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../../node_modules");
const target = join(here, "static/vendor");

const files = {
  "htmx.org": { "dist/htmx.min.js": "htmx.min.js", LICENSE: "licences/htmx.txt" },
  sortablejs: { "modular/sortable.core.esm.js": "sortable.js", LICENSE: "licences/sortablejs.txt" },
  "@fontsource-variable/inter": {
    "files/inter-latin-opsz-normal.woff2": "inter/inter-latin-opsz-normal.woff2",
    "files/inter-latin-ext-opsz-normal.woff2": "inter/inter-latin-ext-opsz-normal.woff2",
    LICENSE: "licences/inter.txt",
  },
  "@fontsource-variable/newsreader": {
    "files/newsreader-latin-opsz-normal.woff2": "newsreader/newsreader-latin-opsz-normal.woff2",
    "files/newsreader-latin-ext-opsz-normal.woff2": "newsreader/newsreader-latin-ext-opsz-normal.woff2",
    LICENSE: "licences/newsreader.txt",
  },
  "lucide-static": { LICENSE: "licences/lucide.txt" },
};

rmSync(target, { recursive: true, force: true });
const versions = {};
for (const [name, wanted] of Object.entries(files)) {
  versions[name] = JSON.parse(readFileSync(join(modules, name, "package.json"))).version;
  for (const [from, to] of Object.entries(wanted)) {
    mkdirSync(dirname(join(target, to)), { recursive: true });
    cpSync(join(modules, name, from), join(target, to));
  }
}
const htmx = join(target, "htmx.min.js");
writeFileSync(htmx, readFileSync(htmx, "utf8").replace(/\n?\/\/# sourceMappingURL=.*$/m, ""));

const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[\s\S]*?>|<\/svg>/g, "").replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
writeFileSync(join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
writeFileSync(join(target, "versions.json"), JSON.stringify(versions, null, 2) + "\n");
console.log(`${names.length} icons, ${Object.entries(versions).map((pair) => pair.join(" ")).join(", ")}`);
