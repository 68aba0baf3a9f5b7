// All finders on one pair. Peers' sweeps come from the cache where they are there: they are
// deterministic and do not change with this project's finder.
import { readJson, runFile, writeJson } from "./files.mjs";
import { genParabola } from "./finders/gen.mjs";
import { runOurs } from "./finders/ours.mjs";
import { peerAnswers, sweepForPeers } from "./finders/peers.mjs";
import { randomSearch } from "./finders/random-search.mjs";
import { DEFAULT_LRS } from "./summary.mjs";
import { openTrainer } from "./tasks/open.mjs";

/** Raise it when a task, a preset's sweep or the random search changes. */
const CACHE_VERSION = 2;

/**
 * @param pair of the list
 * @param options.seeds of the finders, not those of the truth
 * @param options.budgets of this project's finder
 * @param options.again trains the peers' sweeps anew
 * @param options.cached takes this project's answers from its last run where they are kept
 * @returns answers `{ finder, pair, seed, lr, steps, … }`
 */
export async function runPair(pair, { seeds, budgets, again, cached }) {
  const answers = [];
  const add = (seed, finder, answer) => answers.push({ finder, pair: pair.id, seed, ...answer });
  const file = runFile("sweeps", pair.id);
  const kept = readJson(file);
  const cache =
    again || kept?.version !== CACHE_VERSION ? { version: CACHE_VERSION, seeds: {} } : kept;
  const made = runFile("ours", pair.id);
  const before = readJson(made) ?? {};
  const ours = {};
  for (const seed of seeds) {
    let trainer;
    const open = async () => {
      trainer ??= await openTrainer(pair, { seed, slice: "tune" });
      return trainer;
    };
    if (cache.seeds[seed] === undefined) {
      const sweeps = await sweepForPeers(await open(), seed);
      cache.seeds[seed] = { sweeps, random: await randomSearch(await open(), seed) };
    }
    // Of its own, as it does not come back to where it began.
    if (cache.seeds[seed].gen === undefined) {
      const own = await openTrainer(pair, { seed, slice: "tune" });
      cache.seeds[seed].gen = await genParabola(own, DEFAULT_LRS[pair.optimizer]);
      await own.close();
    }
    for (const { finder, ...answer } of peerAnswers(cache.seeds[seed].sweeps)) {
      add(seed, finder, answer);
    }
    add(seed, "random search", cache.seeds[seed].random);
    add(seed, "GeN's parabola", cache.seeds[seed].gen);
    add(seed, "default LR", { lr: DEFAULT_LRS[pair.optimizer], steps: 0 });
    add(seed, "always 0.01", { lr: 0.01, steps: 0 });
    for (const budget of budgets) {
      const key = `${budget} ${seed}`;
      if (cached && before[key] !== undefined) {
        add(seed, budget, before[key].answer);
        continue;
      }
      const { answer, ...from } = await runOurs(await open(), {
        budget,
        seed,
        horizon: pair.horizon,
      });
      ours[key] = { answer, ...from };
      add(seed, budget, answer);
    }
    await trainer?.close();
  }
  writeJson(file, cache);
  if (Object.keys(ours).length > 0) writeJson(made, { ...before, ...ours });
  return answers;
}
