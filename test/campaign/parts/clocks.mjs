import {
  badWords,
  JOBS,
  jobOf,
  newFolder,
  numbersOf,
  start,
  tornFiles,
  wholeRuns,
} from "../jobs.mjs";

export default {
  name: "clocks",
  what: "a clock that jumps by up to a day, back and forth",
  cases: { short: 1, long: 30 },
  atOnce: 2,
  caseMs: 60_000,
  prepare: wholeRuns,
  async run({ id, prepared }) {
    const name = jobOf(id);
    const out = newFolder();
    const ended = await start(["run", ...JOBS[name], "--out", out], { clock: id }).ended;
    const faults = [...badWords(ended), ...tornFiles(out)];
    if (ended.code !== 0) faults.push(`${name}: ended with ${ended.code}: ${ended.err}`);
    else if (numbersOf(out) !== prepared[name].numbers) faults.push(`${name}: other numbers`);
    return faults;
  },
};
