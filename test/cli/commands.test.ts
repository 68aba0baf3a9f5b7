import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageVersion } from "../../src/resources.ts";
import type { Result } from "../../src/result/types.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";

const finished = mkdtempSync(join(tmpdir(), "lr-finder-finished-"));
let result: Result;

beforeAll(async () => {
  const data = ["--data", repoFile("datasets/blobs.csv"), "--target", "kind"];
  const run = await cli(["run", ...data, "--model", "mlp:16", "--out", finished, "--quiet"]);
  expect(run.code).toBe(0);
  result = JSON.parse(readFileSync(join(finished, "result.json"), "utf8"));
});
afterAll(() => rmSync(finished, { recursive: true }));

/** A folder with the finished run's result, changed. */
function runFolder(change: Record<string, unknown> = {}): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "result.json"), JSON.stringify({ ...result, ...change }));
  return folder;
}

function fileWith(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

const none = {
  status: "none",
  suggestion: { reason: "flat", reasons: [] },
  plan: null,
};

describe("report", () => {
  test("renders a result folder beside its result, the same as the run did", async () => {
    const folder = runFolder();
    const run = await cli(["report", folder]);
    expect(run.code).toBe(0);
    expect(run.out).toBe(`${join(folder, "report.html")}\n`);
    const page = readFileSync(join(folder, "report.html"), "utf8");
    expect(page).toBe(readFileSync(join(finished, "report.html"), "utf8"));
  });

  test("writes where it is told to", async () => {
    const out = join(temporaryFolder(), "new", "page.html");
    const run = await cli(["report", join(runFolder(), "result.json"), "--out", out, "--json"]);
    expect(run.json()).toEqual({ version: 1, file: out });
    expect(readFileSync(out, "utf8")).toContain("</html>");
  });

  test.each([
    ["a file that is not there", () => "no-such.json", "no-such.json"],
    ["a folder without a result", temporaryFolder, "result.json"],
    ["a file that is no JSON", () => fileWith("x.json", "lr=1"), "not JSON"],
    ["JSON that is no result", () => fileWith("x.json", "{}"), "not a result"],
    ["a damaged result", () => runFolder({ curve: null }), "curve"],
    ["a result of a newer version", () => runFolder({ version: 2 }), "newer lr-finder"],
  ])("%s is refused", async (_name, path, message) => {
    const run = await cli(["report", path()]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
  });
});

describe("apply", () => {
  test("finds the only key that looks like a learning rate", async () => {
    const config = fileWith("c.json", '{"seed": 1, "optimizer": {"lr": 0.5}}\n');
    const run = await cli(["apply", runFolder(), config, "--yes", "--json"]);
    expect(run.code).toBe(0);
    const { changes, written } = run.json<{
      changes: { path: string; new: number }[];
      written: true;
    }>();
    expect(written).toBe(true);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.path).toBe("optimizer.lr");
    const now = readFileSync(config, "utf8");
    expect(JSON.parse(now)).toEqual({ seed: 1, optimizer: { lr: changes[0]?.new } });
  });

  test("--dry-run shows the change only", async () => {
    const config = fileWith("c.yaml", "lr: 0.5\n");
    const run = await cli(["apply", runFolder(), config, "--key", "lr", "--dry-run"]);
    expect(run.code).toBe(0);
    expect(run.out).toContain("-lr: 0.5");
    expect(readFileSync(config, "utf8")).toBe("lr: 0.5\n");
  });

  test("a second time nothing changes", async () => {
    const config = fileWith("c.yaml", "lr: 0.5\n");
    const folder = runFolder();
    await cli(["apply", folder, config, "--yes"]);
    const once = readFileSync(config, "utf8");
    const again = await cli(["apply", folder, config, "--yes"]);
    expect(again.code).toBe(0);
    expect(again.err).toContain("nothing to change");
    expect(readFileSync(config, "utf8")).toBe(once);
  });

  test("a result without a suggestion changes nothing and exits with 3", async () => {
    const config = fileWith("c.yaml", "lr: 0.5\n");
    const run = await cli(["apply", runFolder(none), config, "--yes"]);
    expect(run.code).toBe(3);
    expect(readFileSync(config, "utf8")).toBe("lr: 0.5\n");
  });

  test.each([
    [
      "several likely keys: they are listed",
      "a:\n  lr: 1\nb:\n  lr: 2\n",
      [],
      "a.lr (1, line 2), b.lr (2, line 4)",
    ],
    ["a key that is not there", "lr: 1\n", ["--key", "rate"], "lr (1, line 1)"],
    ["nobody to ask", "lr: 1\n", ["--key", "lr"], "--yes"],
  ])("%s", async (_name, text, more, message) => {
    const config = fileWith("c.yaml", text);
    const args = more.length === 0 ? ["--yes"] : more[1] === "rate" ? [...more, "--yes"] : more;
    const run = await cli(["apply", runFolder(), config, ...args]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
    expect(readFileSync(config, "utf8")).toBe(text);
  });
});

describe("schedule", () => {
  const cosine = ["schedule", "cosine", "--peak-lr", "0.1", "--total-steps", "4"];
  const closedForm = [0.1, 0.0853553390593274, 0.05, 0.0146446609406726, 0];

  test("samples a schedule as JSON, CSV, and a table with a sparkline", async () => {
    const { lrs } = (await cli([...cosine, "--json"])).json<{ lrs: number[] }>();
    for (const [i, lr] of lrs.entries()) expect(lr).toBeCloseTo(closedForm[i] as number, 12);
    const csv = (await cli([...cosine, "--csv"])).out.trim().split("\n");
    expect(csv).toHaveLength(6);
    expect(csv[3]).toBe("2,0.05");
    expect((await cli(cosine)).out).toMatch(/^█[▁-█]{4}\n\s*step {2}lr\n/);
  });

  test("lists them all", async () => {
    const { out } = await cli(["schedule"]);
    for (const name of ["cosine", "warmup-cosine", "triangular2", "step-decay"]) {
      expect(out).toContain(name);
    }
  });

  test.each([
    [["schedule", "cosin"], "Did you mean cosine?"],
    [["schedule", "cosine", "--peak-lr", "0.1"], "--total-steps"],
    [[...cosine, "--floor-lr", "0.2"], "--floor-lr"],
    [[...cosine, "--sample", "0"], "--sample"],
    [["schedule", "cosine", "--peek-lr", "0.1"], "--peak-lr"],
  ])("%j is refused", async (args, message) => {
    const run = await cli(args);
    expect(run.code).toBe(2);
    expect(run.err).toContain(message);
  });
});

test("doctor trains one step on every engine, and says what to do where one is missing", async () => {
  const run = await cli(["doctor", "--json"]);
  expect(run.code).toBe(0);
  type Checks = { checks: { name: string; status: string; mend: string | null }[] };
  const byName = new Map(run.json<Checks>().checks.map((check) => [check.name, check]));
  expect(byName.get("engine wasm")?.status).toBe("ok");
  expect(byName.get("engine cpu")?.status).toBe("ok");
  const native = byName.get("engine native");
  if (native?.status !== "ok") expect(native?.mend).toContain("install-native");
  expect((await cli(["doctor"])).out).toContain("engine wasm");
});

describe("help", () => {
  test.each([[[]], [["run"]], [["apply"]], [["report"]], [["schedule"]], [["doctor"]]])(
    "of %j starts with examples",
    async (command) => {
      const run = await cli([...command, "--help"]);
      expect(run.code).toBe(0);
      expect(run.out).toMatch(/^Examples:\n {2}lr-finder /);
    },
  );

  test("--version", async () => {
    expect((await cli(["--version"])).out).toBe(`${packageVersion()}\n`);
  });
});

describe("colour", () => {
  const config = () => fileWith("c.yaml", "lr: 0.5\n");
  const shown = async (env: Record<string, string>, errIsTerminal: boolean) =>
    (await cli(["apply", runFolder(), config(), "--dry-run", "--json"], { env, errIsTerminal }))
      .err;

  test("on a terminal, unless NO_COLOR; elsewhere only with FORCE_COLOR", async () => {
    expect(await shown({}, true)).toContain("\u001b[31m-lr: 0.5");
    expect(await shown({ NO_COLOR: "1" }, true)).not.toContain("\u001b");
    expect(await shown({ TERM: "dumb" }, true)).not.toContain("\u001b");
    expect(await shown({}, false)).not.toContain("\u001b");
    expect(await shown({ FORCE_COLOR: "1" }, false)).toContain("\u001b[31m");
  });
});
