import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { afterEach, expect, test } from "vitest";
import { toJson } from "../src/core/json.ts";
import { bundlePage, bundleWords } from "../src/report/build-pages.ts";
import { asModule, packScript, type ScriptName } from "../src/report/scripts.ts";
import { packageVersion, resource, setResourceRoot } from "../src/resources.ts";
import { LANGUAGES } from "../src/words/index.ts";
import { repoFile, temporaryFolder } from "./helpers/cli.ts";
import { SCENES } from "./report/fixtures.ts";

afterEach(() => setResourceRoot(repoFile(".")));

test("the package's files lie below its own folder, or below the one that is named", () => {
  expect(fileURLToPath(resource("src/python/starter_jax.py"))).toBe(
    repoFile("src/python/starter_jax.py"),
  );
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), '{ "name": "other", "version": "7.8.9" }');
  setResourceRoot(folder);
  expect(packageVersion()).toBe("7.8.9");
  setResourceRoot(pathToFileURL(folder));
  expect(fileURLToPath(resource("dist/pages/report.js"))).toBe(
    join(folder, "dist/pages/report.js"),
  );
});

/** The command line as one file in a folder of its own, without `node_modules`. */
async function bundledCli(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: repoFile("src/cli/main.ts"),
    platform: "node",
    // Its paths are for the compiler alone.
    tsconfig: false,
    resolve: { mainFields: ["module", "main"] },
    // Engines are looked for beside the program when one is needed.
    external: /^@tensorflow\//,
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  await bundle.close();
  expect(output.length).toBe(1);
  const file = join(folder, "lr-finder.mjs");
  writeFileSync(file, output[0].code);
  return file;
}

async function putResources(folder: string): Promise<void> {
  mkdirSync(join(folder, "dist/pages"), { recursive: true });
  cpSync(repoFile("package.json"), join(folder, "package.json"));
  cpSync(repoFile("src/python"), join(folder, "src/python"), { recursive: true });
  const scripts: Partial<Record<ScriptName, string>> = {
    report: await bundlePage("report"),
  };
  for (const language of LANGUAGES) {
    scripts[`report-${language}`] = await bundleWords("report", language);
  }
  for (const [name, code] of Object.entries(scripts)) {
    writeFileSync(join(folder, `dist/pages/${name}.js`), asModule(await packScript(code, 1)));
  }
}

function putPlotly(folder: string): void {
  const file = join(folder, "node_modules/plotly.js-dist-min/plotly.min.js");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "window.Plotly = {};");
}

test("bundled into one file, with its files beside it or elsewhere, it makes reports and starters", async () => {
  const folder = temporaryFolder();
  const program = await bundledCli(folder);
  const [result, report, starter] = ["result.json", "report.html", "starter"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(result, toJson(SCENES.healthy()));
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [program, ...args], {
      encoding: "utf8",
      env: { ...process.env, ...env },
    });

  const lost = run(["report", result, "--out", report]);
  expect(lost.status).not.toBe(0);
  expect(lost.stderr).toContain("LR_FINDER_RESOURCES");

  const elsewhere = temporaryFolder();
  await putResources(elsewhere);
  const env = { LR_FINDER_RESOURCES: elsewhere };
  expect(run(["--version"], env).stdout).toBe(`${packageVersion()}\n`);
  const incomplete = run(["report", result, "--out", report], env);
  expect(incomplete.status).not.toBe(0);
  expect(incomplete.stderr).toContain("npm install plotly.js-dist-min");
  putPlotly(elsewhere);
  expect(run(["report", result, "--out", report], env)).toMatchObject({ status: 0 });
  const page = readFileSync(report, "utf8");
  expect(page).toContain(`<script type="text/plain" id="app">`);

  await putResources(folder);
  putPlotly(folder);
  expect(run(["report", result, "--out", report])).toMatchObject({ status: 0 });
  expect(readFileSync(report, "utf8")).toBe(page);
  expect(run(["init", "--trainer", "pytorch", "--dir", starter])).toMatchObject({ status: 0 });
});
