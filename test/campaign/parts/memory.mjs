import { faultsOf, openCage } from "../cage.mjs";

/** After so many searches everything is there that stays: code, caches, pools. */
const WARM = 4;
/** Bytes that the process may have more in the last searches than in those after the warm ones. */
const MOST_GROWTH = 60e6;

const part = (engine) => ({
  name: `memory-${engine}`,
  what: `searches in one process, on ${engine}: memory after each`,
  cases: { short: 9, long: 100 },
  caseMs: 60_000,
  prepare: async () => ({ after: [], cage: openCage("searches.mjs", { threads: 1 }) }),
  async run({ id, prepared: { cage, after } }) {
    const outcome = await cage.run({ seed: id, engine });
    if (outcome.end === "value") after.push(outcome.value);
    return faultsOf(outcome);
  },
  async finish({ prepared: { cage, after } }) {
    await cage.close();
    const most = (name, from, to) => Math.max(...after.slice(from, to).map((one) => one[name]));
    const [early, late] = [[WARM, 2 * WARM], [-WARM]];
    const faults = [];
    for (const name of ["tensors", "heap", "rss"]) {
      const [before, now] = [most(name, ...early), most(name, ...late)];
      const growth = now - before;
      const shown =
        name === "tensors" ? [before, now] : [before, now].map((n) => `${(n / 1e6).toFixed(0)} MB`);
      const isFlat = name === "tensors" ? growth <= 0 : growth < MOST_GROWTH;
      faults.push(
        `${isFlat ? "note: " : ""}${name}: ${shown[0]} after ${2 * WARM} searches, ${shown[1]} after ${after.length}`,
      );
    }
    return faults;
  },
});

export const memory = ["cpu", "wasm"].map(part);
