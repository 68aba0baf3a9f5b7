import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { Note } from "../../src/core/note.ts";
import { cli, repoFile, temporaryFolder } from "../helpers/cli.ts";
import { describeWith } from "../helpers/needs.ts";
import { CLIENT_FOLDER, PYTHON_ENV, pythonWith } from "../helpers/python.ts";

const torch = pythonWith("torch", "numpy");
const SCRIPTS = repoFile("test/fixtures/python/scripts.py");
const NAMES = [
  ...["plain", "autocast", "accumulation", "groups", "average", "adversarial"],
  ...["adapters", "shuffled", "streamed", "workers", "scheduled", "normed"],
];

/** To the last bit. */
interface Hashes {
  readonly plain: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, string>>;
  readonly restored: Readonly<Record<string, readonly string[]>>;
}

describeWith(torch, "twelve scripts as people write them", () => {
  test("train as before with the lines, and come back from any restore", {
    timeout: 300_000,
  }, () => {
    const done = spawnSync(torch.path, [SCRIPTS], { env: PYTHON_ENV, encoding: "utf8" });
    const hashes = JSON.parse(done.stdout || `"${done.stderr}"`) as Record<string, Hashes>;
    expect(Object.keys(hashes)).toEqual(NAMES);
    const plains = Object.values(hashes).map(({ plain }) => plain.losses);
    // Each is a training of its own, so that equal hashes mean something.
    expect(new Set(plains).size).toBeGreaterThanOrEqual(NAMES.length - 1);
    for (const [name, { plain, lines, restored }] of Object.entries(hashes)) {
      expect({ name, ...lines }).toEqual({ name, ...plain });
      const { notRestored, ...same } = restored;
      expect({ name, notRestored }).toEqual({ name, notRestored: [] });
      for (const [what, found] of Object.entries(same)) {
        expect({ name, what, different: new Set(found).size }).toEqual({
          name,
          what,
          different: 1,
        });
        expect(found.length).toBeGreaterThan(1);
      }
    }
  });

  describe("driven, with probes", () => {
    test.each(NAMES)(
      "%s: nothing is warned of that is not so",
      { timeout: 300_000 },
      async (name) => {
        const command = `'${torch.path}' '-c' 'import sys, runpy; sys.path.insert(0, "${CLIENT_FOLDER}"); sys.argv[1:] = ["${name}"]; runpy.run_path("${SCRIPTS}", run_name="__main__")'`;
        const out = temporaryFolder();
        const more = ["--total-steps", "260", "--budget", "300", "--out", out, "--json", "--quiet"];
        const run = await cli(["run", "--trainer", command, ...more]);
        const { warnings, cost } = run.json<{ warnings: Note[]; cost: { trainSteps: number } }>();
        expect(warnings.filter(({ code }) => !TRUE_OF[name]?.includes(code))).toEqual([]);
        // More than a sweep: probes were compared.
        expect(cost.trainSteps).toBeGreaterThan(150);
      },
    );
  });
});

/** What is so. */
const TRUE_OF: Readonly<Record<string, readonly string[]>> = {
  // A stream has no length.
  streamed: ["trainer-info-missing"],
};
