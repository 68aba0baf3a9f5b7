import {
  again,
  badWords,
  JOBS,
  jobOf,
  newFolder,
  numbersOf,
  start,
  tornFiles,
  wholeRuns,
} from "../jobs.mjs";

const KINDS = ["full", "readOnly", "slow"];

export default {
  name: "disks",
  what: "a disk that gets full at a random byte, is read-only, or slow; then --resume with room",
  cases: { short: 3, long: 90 },
  atOnce: 2,
  caseMs: 60_000,
  prepare: wholeRuns,
  async run({ id, draw, prepared }) {
    const name = jobOf(id);
    const kind = KINDS[id % KINDS.length];
    const out = newFolder();
    const args = ["run", ...JOBS[name], "--out", out];
    const fault = {
      full: { full: draw.int(40_000) },
      readOnly: { readOnly: true },
      slow: { slow: 2 },
    }[kind];
    const { code, ...said } = await start(args, fault).ended;
    const faults = [...badWords(said), ...tornFiles(out)];
    if (kind === "slow") {
      if (code !== 0 || numbersOf(out) !== prepared[name].numbers)
        faults.push(`${name} slow: ended with ${code}`);
      return faults;
    }
    if (code !== 1 && code !== 2)
      faults.push(
        `${name} ${kind} ${JSON.stringify(fault)}: ended with ${code}: ${said.err.slice(-500)}`,
      );
    const resumed = await again(args, out);
    if (resumed.code !== 0)
      faults.push(
        `${name} ${kind}: --resume ended with ${resumed.code}: ${resumed.err.slice(-500)}`,
      );
    else if (numbersOf(out) !== prepared[name].numbers)
      faults.push(`${name} ${kind}: other numbers`);
    return faults;
  },
};
