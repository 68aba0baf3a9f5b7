import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { readPlotly } from "../../src/report/pack-script.ts";

import { loadPlotly, SCRIPTS } from "../../src/report/scripts.ts";
import { setResourceRoot } from "../../src/resources.ts";
import { repoFile, temporaryFolder } from "../helpers/cli.ts";
import { fromBase85 } from "./base85.ts";

afterEach(() => setResourceRoot(repoFile(".")));

/** A package folder whose pages are packed, but for what is named. */
function folderWithout(missing: string): void {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "dist/pages"), { recursive: true });
  for (const name of SCRIPTS.filter((name) => name !== missing)) {
    writeFileSync(join(folder, `dist/pages/${name}.txt`), `packed-${name}`);
  }
  setResourceRoot(folder);
}

test("plotly is packed from its package where the package of lr-finder leaves it out", async () => {
  folderWithout("plotly");
  const [code, plotly, ...words] = (await loadPlotly()).split(" ");
  expect(code).toBe("packed-report");
  expect(words).toEqual(["packed-report-en", "packed-report-zh"]);
  const script = gunzipSync(fromBase85(plotly ?? ""));
  expect(Buffer.compare(script, Buffer.from(await readPlotly()))).toBe(0);
});

test("what the build did not make is named, with what makes it", async () => {
  folderWithout("report");
  await expect(loadPlotly()).rejects.toMatchObject({ code: "pages-missing" });
});
