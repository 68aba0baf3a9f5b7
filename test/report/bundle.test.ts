import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundle } from "../../src/report/bundle.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lr-finder-bundle-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(files: Readonly<Record<string, string>>, entry = "main.js"): Promise<unknown> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const script = await bundle(pathToFileURL(join(folder, entry)).href);
  return new Function(`return ${script}`)();
}

test("named, renamed and namespace imports; lists, declarations and re-exports", async () => {
  const result = await run({
    "a.js": `/** Docs with import { x } from "./nowhere.js"; in them. */
export const one = 1;
export function twice(x) { return 2 * x; }
const hidden = 3;
export { hidden as three };
`,
    "b.js": 'export { twice as double } from "./a.js";\nexport * from "./c.js";\n',
    "c.js": "export class Box {}\nexport async function later() { return 7; }\n",
    "main.js": `import { one as uno, three } from "./a.js";
import * as all from "./b.js";
export const sum = uno + three + all.double(5);
export const names = Object.keys(all).sort();
`,
  });
  expect(result).toMatchObject({ sum: 14, names: ["Box", "double", "later"] });
});

test("a module runs once, after those it needs", async () => {
  const result = await run({
    "log.js": "export const log = [];\n",
    "x.js": 'import { log } from "./log.js";\nlog.push("x");\nexport const x = 1;\n',
    "y.js":
      'import { log } from "./log.js";\nimport { x } from "./x.js";\nlog.push("y");\nexport const y = x;\n',
    "main.js":
      'import { y } from "./y.js";\nimport { x } from "./x.js";\nimport { log } from "./log.js";\nexport const seen = [...log, x + y];\n',
  });
  expect(result).toEqual({ seen: ["x", "y", 2] });
});

test("circles and other forms of export are refused", async () => {
  await expect(
    run({
      "p.js": 'import { q } from "./q.js";\nexport const p = 1;\n',
      "q.js": 'import { p } from "./p.js";\nexport const q = 1;\n',
      "main.js": 'import { p } from "./p.js";\nexport const r = p;\n',
    }),
  ).rejects.toThrow("circle");
  await expect(run({ "main.js": "export default 1;\n" })).rejects.toThrow("cannot be bundled");
});

test("an import can be led elsewhere", async () => {
  writeFileSync(join(folder, "heavy.js"), "export const name = 'heavy';\n");
  writeFileSync(join(folder, "light.js"), "export const name = 'light';\n");
  writeFileSync(
    join(folder, "main.js"),
    'import { name } from "./heavy.js";\nexport const used = name;\n',
  );
  const light = pathToFileURL(join(folder, "light.js")).href;
  const script = await bundle(pathToFileURL(join(folder, "main.js")).href, (specifier) =>
    specifier === "./heavy.js" ? light : undefined,
  );
  expect(new Function(`return ${script}`)()).toEqual({ used: "light" });
});
