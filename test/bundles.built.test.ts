// What a page carries that imports a few names of an entry point: what they need and no more. Sizes are
// of the minified bundle, in bytes. It needs a build.
import { join } from "node:path";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { repoFile } from "./helpers/cli.ts";

async function bundle(names: string, entry: string): Promise<string> {
  const source = `export ${names === "*" ? "*" : `{ ${names} }`} from ${JSON.stringify(join(repoFile("dist"), entry, "index.js"))};`;
  const build = await rolldown({
    input: "page",
    platform: "browser",
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === "page" ? id : null),
        load: (id) => (id === "page" ? source : null),
      },
    ],
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  return output.map((part) => (part.type === "chunk" ? part.code : "")).join("");
}

test.each([
  ["logs", "parseLog", 99_500],
  ["logs", "parseLog, sweepFromLog, trainingLogFrom", 125_500],
  ["logs", "parseLog, judgeRuns", 151_500],
  ["logs", "resultFromLogs", 88_500],
  ["logs", "*", 254_500],
  ["plan", "makePlan", 33_000],
  ["plan", "planSchedule", 16_000],
  ["suggest", "recommend", 52_000],
  ["curve", "buildCurve", 16_000],
  ["schedule", "cosine", 4_000],
  ["diagnose", "diagnose", 31_000],
])("lr-finder/%s: %s in at most %i bytes", { timeout: 60_000 }, async (entry, names, most) => {
  const code = await bundle(names, entry);
  expect(code).not.toMatch(/from\s*"node:/);
  expect(code.length).toBeLessThan(most);
  expect(code.length).toBeGreaterThan(most / 4);
});
