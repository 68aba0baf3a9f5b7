// From single answers of finders to one line a finder. Pure.
import { MEASURES, noiseFloor, regretAt } from "./regret.mjs";
import { clusteredInterval, mean, quantile, winTieLoss } from "./statistics.mjs";

/** LRs that Keras gives these optimizers when the user gives none. */
export const DEFAULT_LRS = {
  sgd: 0.01,
  momentum: 0.01,
  nesterov: 0.01,
  adam: 0.001,
  adamw: 0.001,
  adamax: 0.001,
  rmsprop: 0.001,
  adagrad: 0.001,
  adadelta: 0.001,
};

/** The name of the floor's rows. */
export const FLOOR = "grid of one seed";

/** What every other finder is compared with. */
export const RIVAL = "valley";

/**
 * Regret of every answer in both measures. Where a finder gave no LR, it is that of the optimizer's
 * default LR; where it gave another LR for a measure, that one counts there.
 *
 * @param answers `{ finder, pair, seed, lr, steps, … }`; `lr` null for none; `other` (`{ for, lr }`)
 *   for the LR of another measure
 * @param grids as `gridRegret` gives them, by pair id
 * @param optimizers by pair id
 */
export function score(answers, grids, optimizers) {
  return answers.map((answer) => {
    const lr = answer.lr ?? DEFAULT_LRS[optimizers[answer.pair]];
    const grid = grids[answer.pair];
    const of = (measure) =>
      regretAt(grid, measure, answer.other?.for === measure ? answer.other.lr : lr);
    return { ...answer, best: of("best"), end: of("end") };
  });
}

/** The grid's own noise as answers of a finder that trained a grid with one seed. */
export function floorAnswers(truth, ids) {
  return ids.flatMap((id) => {
    const regrets = Object.fromEntries(
      MEASURES.map((measure) => [measure, noiseFloor(truth[id], measure)]),
    );
    const given = { finder: FLOOR, pair: id, seed: 1, lr: 1, steps: null };
    return regrets.best === null ? [] : [{ ...given, ...regrets }];
  });
}

/**
 * One line a finder, over the pairs given; a pair counts once, with the mean over its seeds.
 *
 * @param scored as `score` gives them
 * @param pairs `{ id, task, horizon }`
 * @returns with `steps` and, as a share of a pair's whole run, `runs` (both null where not counted)
 */
export function summarizeFinders(scored, pairs, measure) {
  const byFinder = groupBy(scored, ({ finder }) => finder);
  const perPair = (finder) => pairMeans(byFinder.get(finder) ?? [], pairs, measure);
  const rival = perPair(RIVAL);
  const horizons = new Map(pairs.map(({ id, horizon }) => [id, horizon]));
  return [...byFinder].flatMap(([finder, all]) => {
    const answers = all.filter(({ pair }) => horizons.has(pair));
    if (answers.length === 0) return [];
    const values = perPair(finder);
    const known = values.map((value, i) => [value, rival[i], pairs[i].task]);
    const both = known.filter(([value, other]) => !Number.isNaN(value) && !Number.isNaN(other));
    const good = known.filter(([value]) => !Number.isNaN(value));
    const regrets = good.map(([value]) => value);
    const steps = answers.map((answer) => answer.steps);
    return [
      {
        finder,
        pairs: regrets.length,
        mean: mean(regrets),
        interval: clusteredInterval(
          regrets,
          good.map(([, , task]) => task),
        ),
        median: quantile(regrets, 0.5),
        p90: quantile(regrets, 0.9),
        worst: Math.max(...regrets),
        within5: regrets.filter((value) => value <= 0.05).length / regrets.length,
        steps: steps.includes(null) ? null : mean(steps),
        runs: steps.includes(null)
          ? null
          : mean(answers.map(({ pair, steps: spent }) => spent / horizons.get(pair))),
        mostSteps: steps.includes(null) ? null : Math.max(...steps),
        ...winTieLoss(
          both.map(([value]) => value),
          both.map(([, other]) => other),
        ),
        none: answers.filter(({ lr }) => lr === null).length,
        answers: answers.length,
      },
    ];
  });
}

/**
 * Mean regret by a property of the pairs, one line a finder.
 *
 * @param property pair => name of its column
 */
export function summarizeBy(scored, pairs, measure, property) {
  const columns = [...new Set(pairs.map(property))];
  const byFinder = groupBy(scored, ({ finder }) => finder);
  return {
    columns,
    counts: columns.map((column) => pairs.filter((pair) => property(pair) === column).length),
    rows: [...byFinder].map(([finder, answers]) => {
      const values = pairMeans(answers, pairs, measure);
      const of = (column) =>
        values.filter((value, i) => property(pairs[i]) === column && !Number.isNaN(value));
      return {
        finder,
        means: columns.map((column) => (of(column).length === 0 ? null : mean(of(column)))),
      };
    }),
  };
}

/** Regret under which an answer is good. */
export const GOOD_ANSWER = 0.1;

/** Regret in the measure that an answer is for. */
export const promised = (answer) => answer[answer.for ?? "best"];

const isGood = (answer) => promised(answer) < GOOD_ANSWER;

/**
 * For each finder that says how sure it is: how many answers of each kind, and how good they are in
 * the measure that they are for; with a 95 % interval from resampling tasks.
 *
 * @param pairs `{ id, task }`
 */
export function calibration(scored, pairs) {
  const tasks = new Map(pairs.map(({ id, task }) => [id, task]));
  const sure = scored.filter(({ confidence }) => confidence !== undefined && confidence !== null);
  return [...groupBy(sure, ({ finder }) => finder)].flatMap(([finder, answers]) =>
    ["high", "medium", "low"].map((confidence) => {
      const of = answers.filter((answer) => answer.confidence === confidence);
      return {
        finder,
        confidence,
        answers: of.length,
        share: of.length / answers.length,
        good: of.length === 0 ? null : of.filter(isGood).length / of.length,
        interval: clusteredInterval(
          of.map((answer) => (isGood(answer) ? 1 : 0)),
          of.map(({ pair }) => tasks.get(pair)),
        ),
        meanBest: of.length === 0 ? null : mean(of.map(({ best }) => best)),
        meanEnd: of.length === 0 ? null : mean(of.map(({ end }) => end)),
      };
    }),
  );
}

/**
 * Of the pairs that a finder called high with every seed: how many, and the share on which the LRs
 * lie within half a decade. Null for no such pair.
 */
export function agreement(scored, finder) {
  const own = groupBy(
    scored.filter((answer) => answer.finder === finder),
    ({ pair }) => pair,
  );
  const high = [...own.values()].filter(
    (answers) => answers.length > 1 && answers.every(({ confidence }) => confidence === "high"),
  );
  if (high.length === 0) return null;
  const agree = high.filter((answers) => {
    const logs = answers.map(({ lr }) => Math.log10(lr));
    return Math.max(...logs) - Math.min(...logs) <= 0.5;
  });
  return { pairs: high.length, share: agree.length / high.length };
}

/** One finder's mean regret of each pair; NaN where it gave no answer. */
function pairMeans(answers, pairs, measure) {
  const byPair = groupBy(answers, ({ pair }) => pair);
  return pairs.map(({ id }) => {
    const found = byPair.get(id);
    return found === undefined ? Number.NaN : mean(found.map((answer) => answer[measure]));
  });
}

function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
