// Whether `study` with its standard budget (no dense grid) and the law find the learning rate of the far corner of our
// own grid (own-grid.csv), which no cell of the study comes near: an eighth of its cost at most.
//
//   pip install torch && npm run build
//   npm run bench:law-study -- --python python3 [--only mlp/adam,mlp/sgd] [--out FOLDER] [--quick]
//
// Per task and optimizer: a study of batch sizes x updates x widths below the corner, through the command line as a user
// would, then `law` at the corner; regret there as own-grid.mjs has it (losses above the lowest, as a share of the fall).
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cellsOfGrid, mean, regret } from "./own-cells.mjs";

const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    only: { type: "string" },
    out: { type: "string" },
    budget: { type: "string", default: "standard" },
    quick: { type: "boolean", default: false },
  },
});
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const program = here("../../../dist/cli/main.js");
const folder = options.out ?? mkdtempSync(join(tmpdir(), "lr-finder-own-study-"));
const wanted = options.quick ? ["mlp/adam"] : options.only?.split(",");
if (spawnSync(options.python, ["-c", "import torch"]).status !== 0) {
  console.log("left out: Python with torch (--python PROGRAM) is not on this machine");
  process.exit();
}
const lrFinder = (args, allowed = [0]) => {
  try {
    return execFileSync(process.execPath, [program, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
  } catch (error) {
    if (allowed.includes(error.status)) return error.stdout;
    throw error;
  }
};

const regrets = [];
for (const [group, cells] of cellsOfGrid()) {
  const [task, optimizer] = group.split(", ");
  if (wanted !== undefined && !wanted.includes(`${task}/${optimizer}`)) continue;
  const corner = [...cells.values()].reduce((a, b) =>
    b.batch * b.steps * b.width > a.batch * a.steps * a.width ? b : a,
  );
  const widths = [...new Set([...cells.values()].map(({ width }) => width))].sort((a, b) => a - b);
  const spec = {
    version: 1,
    name: `own-${task}-${optimizer}`,
    trainer: `${options.python} ${here("own_trainer.py")} --task ${task} --optimizer ${optimizer} --batch {batch} --width {width}`,
    files: [here("own_tasks.py")],
    axes: {
      batch: { kind: "batch", values: [8, 32] },
      steps: { kind: "horizon", values: options.quick ? [20] : [100, 400] },
      width: {
        kind: "size",
        values: widths.length > 2 ? widths.slice(0, -1) : [widths[0], 2 * widths[0]],
      },
    },
    run: { budget: options.quick ? "quick" : options.budget, schedule: "cosine" },
  };
  const file = join(folder, `${task}-${optimizer}.json`);
  const at = join(folder, `${task}-${optimizer}`);
  writeFileSync(file, JSON.stringify(spec));
  const started = performance.now();
  lrFinder(["study", "run", file, "--out", at, "--quiet"]);
  const seconds = (performance.now() - started) / 1000;
  const point = `batch=${corner.batch},steps=${corner.steps},width=${corner.width}`;
  const law = JSON.parse(
    lrFinder(
      [
        "law",
        at,
        "--at",
        point,
        "--optimizer",
        optimizer === "sgd" ? "momentum" : "adam",
        "--json",
      ],
      [0, 3],
    ),
  );
  const best = [...corner.points]
    .filter(([, loss]) => Number.isFinite(loss))
    .reduce((a, b) => (b[1] < a[1] ? b : a))[0];
  const said =
    law.status === "found"
      ? { lr: law.lr, interval80: law.interval80, regret: regret(corner, Math.log10(law.lr)) }
      : { reason: law.reason };
  if (said.regret !== undefined) regrets.push(said.regret);
  console.log(
    `${group} at ${point}: ${JSON.stringify(said)}, best of the dense grid ${(10 ** best).toPrecision(3)}, ${law.cells.length} cells, ${seconds.toFixed(0)} s`,
  );
}
if (options.out === undefined) rmSync(folder, { recursive: true });
console.log(`mean regret ${mean(regrets).toFixed(4)} at ${regrets.length} far corners`);
