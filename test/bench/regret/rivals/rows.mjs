// Answers of the rivals, with their regrets: searches by whole runs on the grids, and optimizers without
// an LR to tune, from what the scripts beside this file have left.
import { readJson } from "../files.mjs";
import { MEASURES } from "../regret.mjs";
import { hasTune, randomRuns, regretOfLoss, SEARCHES, searchAnswers } from "./simulate.mjs";

const OPTUNA = new URL("optuna.json", import.meta.url);
const TUNING_FREE = new URL("tuning-free.json", import.meta.url);

/**
 * @param pairs `{ id, task, horizon }`
 * @param truth pairs of the truth file
 * @returns scored answers; a pair without tune losses has none of the searches
 */
export function rivalAnswers(pairs, truth) {
  const optuna = readJson(OPTUNA)?.pairs ?? {};
  const free = readJson(TUNING_FREE)?.runs ?? {};
  return pairs.flatMap(({ id, task, horizon }) => [
    ...(hasTune(truth[id]) ? randomRuns(id, truth[id]) : []),
    ...(hasTune(truth[id]) ? optunaAnswers(id, truth[id], optuna[id] ?? {}) : []),
    ...freeAnswers(id, truth[id], free[`${task}@${horizon}`] ?? {}),
  ]);
}

function optunaAnswers(id, pair, variants) {
  return Object.entries(variants).flatMap(([finder, searches]) =>
    searches.flatMap((picks, i) => searchAnswers(finder, id, pair, SEARCHES[i], picks)),
  );
}

/** They cost nothing but the training itself. */
function freeAnswers(id, pair, { check: _, ...runs }) {
  return Object.entries(runs).flatMap(([finder, losses]) =>
    losses.end.map((_, i) => ({
      ...{ finder, pair: id, seed: i + 1, lr: 1, steps: 0 },
      ...Object.fromEntries(
        MEASURES.map((measure) => [measure, regretOfLoss(pair, measure, losses[measure][i])]),
      ),
    })),
  );
}

/** What the stored rows were made with. */
export const rivalsMade = () =>
  [OPTUNA, TUNING_FREE].flatMap((file) => {
    const stored = readJson(file);
    return stored === undefined ? [] : [stored.made];
  });
