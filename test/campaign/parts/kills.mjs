import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  again,
  badWords,
  JOBS,
  jobOf,
  journalLines,
  newFolder,
  numbersOf,
  orphans,
  start,
  tornFiles,
  wholeRuns,
} from "../jobs.mjs";

const SIGNALS = ["SIGKILL", "SIGINT", "SIGTERM", "SIGHUP"];
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

export default {
  name: "kills",
  what: "kill -9, SIGINT, SIGTERM, SIGHUP at random journal lines and renames; then --resume",
  cases: { short: 8, long: 500 },
  atOnce: 2,
  caseMs: 60_000,
  prepare: wholeRuns,
  async run({ id, draw, prepared }) {
    const name = jobOf(id);
    const signal = SIGNALS[id % SIGNALS.length];
    const out = newFolder();
    const config = join(newFolder(), "config.yaml");
    writeFileSync(config, "lr: 0.5 # mine\n");
    const args = ["run", ...JOBS[name], "--out", out, "--apply", `${config}:lr`, "--yes"];
    const faults = [];

    // The renames are those of report, result, and the config with its record.
    const atRename = draw.int(8) === 0;
    const where = ["before", "half", "after"][draw.int(3)];
    const fault = atRename
      ? { rename: { number: 1 + draw.int(4), where: where === "half" ? "before" : where, signal } }
      : { kill: { line: 1 + draw.int(prepared[name].lines), where, signal } };
    const killed = await start(args, fault).ended;
    const left = await orphans(killed.mark);
    if (left.length > 0) faults.push(`${name} ${signal}: processes ${left.join(", ")} are left`);
    faults.push(...badWords(killed), ...tornFiles(out, { killed: signal === "SIGKILL" }));
    if (signal === "SIGKILL" && killed.signal !== "SIGKILL") {
      faults.push(
        `${name}: was not killed at ${JSON.stringify(fault)}, ended with ${killed.code}: ${killed.err}`,
      );
    }
    if (signal !== "SIGKILL" && !atRename && killed.code !== CODES[signal]) {
      faults.push(`${name} ${signal}: ended with ${killed.code}: ${killed.err.slice(-400)}`);
    }
    const text = readFileSync(config, "utf8");
    if (!/^lr: \S+ # mine\n$/.test(text)) faults.push(`the config is torn: ${text}`);

    const before = journalLines(out);
    mkdirSync(out, { recursive: true });
    const resumed = await again(args, out);
    if (resumed.code !== 0) {
      faults.push(
        `${name} after ${signal} ${JSON.stringify(fault)}: --resume ended with ${resumed.code}: ${resumed.err}`,
      );
      return faults;
    }
    faults.push(...badWords(resumed), ...tornFiles(out, { killed: signal === "SIGKILL" }));
    const after = journalLines(out);
    if (before.some((line, i) => line !== after[i]))
      faults.push(`${name}: steps of the journal were lost`);
    if (numbersOf(out) !== prepared[name].numbers) {
      faults.push(
        `${name} after ${signal} ${JSON.stringify(fault)}: other numbers than the uninterrupted run`,
      );
    }
    if ((await orphans(resumed.mark)).length > 0)
      faults.push(`${name}: processes are left after --resume`);
    return faults;
  },
};
