// A study of 100,000 tasks: how long planning and status take, and how much memory, with nothing measured
// and with everything. Each is a process of its own; what is on the disk is in its cache.
// Run: npm run build && node test/bench/study/large.mjs [--tasks N] [--quick] [--check]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { target } from "../target.mjs";

const { values } = parseArgs({
  options: {
    tasks: { type: "string" },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const side = Math.ceil(Math.sqrt(Number(values.tasks ?? (values.quick ? 1000 : 100_000))));
const work = mkdtempSync(join(tmpdir(), "lr-finder-large-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const folder = join(work, "study");
const numbers = Array.from({ length: side }, (_, i) => i + 1);
const spec = {
  version: 1,
  name: "large",
  trainer: "python train.py --width {width} --depth {depth}",
  axes: { width: { kind: "size", values: numbers }, depth: { kind: "size", values: numbers } },
};
const room = new URL("../../../dist/study/", import.meta.url).href;

const PLAN = `
import { planStudy } from ${JSON.stringify(`${room}index.js`)};
import { writePlan } from ${JSON.stringify(`${room}folder.js`)};
const { plan } = await planStudy(${JSON.stringify(spec)});
await writePlan(${JSON.stringify(folder)}, plan);`;
const program = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const STATUS = `
process.argv = [process.argv[0], ${JSON.stringify(program)}, "study", "status", ${JSON.stringify(folder)}];
await import(${JSON.stringify(new URL("../../../dist/cli/main.js", import.meta.url).href)});`;

console.log(`${side * side} tasks`);
measure("planning", PLAN);
measure("planning again", PLAN);
measure("status, nothing measured", STATUS);
finishAll();
measure("status, everything new", STATUS);
measure("status, everything known", STATUS);

function measure(name, code) {
  const script = `${code}
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write("used " + maxRSS + " " + (userCPUTime + systemCPUTime));
});`;
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: work,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  const seconds = (performance.now() - started) / 1000;
  const [, kilobytes, micros] = /used (\d+) (\d+)$/.exec(stderr) ?? [];
  console.log(`${name}: ${(Number(micros) / 1e6).toFixed(1)} s of a processor`);
  target(`${name}: time`, seconds, { atMost: 5, unit: " s" });
  target(`${name}: memory`, Number(kilobytes) / 1000, { atMost: 500, unit: " MB", digits: 0 });
}

/** Outcomes as tasks of a standard budget leave them. */
function finishAll() {
  for (const name of readdirSync(join(folder, "tasks"))) {
    const { key, factors, seed } = JSON.parse(readFileSync(join(folder, "tasks", name), "utf8"));
    const place = join(folder, "results", key);
    mkdirSync(place);
    const rows = [0, 1, 2, 3, 4, 5].map((i) => ({
      lr: 10 ** (i / 2 - 4),
      loss: 1.23456789 + (i - 3) ** 2 / 10,
      steps: 100,
      seed: 0,
    }));
    const outcome = {
      version: 1,
      key,
      factors,
      seed,
      status: "found",
      lr: 0.0123456789,
      rangeLog10: 0.7,
      confidence: "high",
      reason: null,
      for: "end",
      optimizer: "adam",
      rowsAre: "probes",
      rows,
      trainSteps: 400,
      seconds: 0.2345,
      host: "bench",
      finishedAt: "2026-01-01T00:00:00.000Z",
    };
    writeFileSync(join(place, "outcome.json"), `${JSON.stringify(outcome)}\n`);
  }
}
