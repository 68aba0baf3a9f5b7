// Runs every bench of package.json with `--quick` and fails where one crashes. Figures and targets
// are of too few rounds to mean anything; missed ones are counted, and change nothing.
// Run: npm run build && npm run bench:smoke [-- PART-OF-A-NAME]
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const asked = process.argv[2] ?? "";
const benches = Object.entries(scripts).filter(
  ([name]) => name.startsWith("bench:") && name !== "bench:smoke" && name.includes(asked),
);

const counts = { ran: 0, crashed: 0, leftOut: 0 };
for (const [name, script] of benches) {
  const started = performance.now();
  const { status, signal, stdout, stderr } = spawnSync("sh", ["-c", `${script} --quick`], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const lines = stdout.split("\n");
  const leftOut = lines.find((line) => line.startsWith("left out: "));
  const missed = lines.filter((line) => line.startsWith("missed ")).length;
  const crashed = status !== 0;
  counts[crashed ? "crashed" : leftOut ? "leftOut" : "ran"] += 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const outcome = crashed ? `CRASHED (${signal ?? status})` : (leftOut ?? "ran");
  const more = missed === 0 ? "" : `, ${missed} missed in so few rounds`;
  console.log(`${name.padEnd(24)} ${seconds.padStart(6)} s  ${outcome}${more}`);
  if (crashed) console.log(`${stdout}\n${stderr}`);
}
console.log(`${counts.ran} ran, ${counts.crashed} crashed, ${counts.leftOut} left out`);
if (counts.crashed > 0) process.exitCode = 1;
