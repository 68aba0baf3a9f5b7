// Constants chosen leave-one-task-out, by coordinate descent. Pure.

/**
 * The constants that cost least: from the ones in use, one constant at a time to its best candidate,
 * round after round until none changes. A tie stays with what is in use.
 *
 * @param inUse name to value
 * @param candidates name to other values to try
 * @param cost of constants; lower is better
 */
export function descend(inUse, candidates, cost) {
  let best = inUse;
  let least = cost(best);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, values] of Object.entries(candidates)) {
      for (const value of [inUse[name], ...values]) {
        const tried = { ...best, [name]: value };
        const now = cost(tried);
        if (now < least - 1e-12) {
          [best, least, changed] = [tried, now, true];
        }
      }
    }
  }
  return best;
}

/**
 * For each task the constants that cost least on all others.
 *
 * @param tasks names, one a pair
 * @param costs of constants: one number a pair, in the order of `tasks`
 * @returns a Map from the task left out to the constants
 */
export function leaveOneOut(tasks, inUse, candidates, costs) {
  const known = new Map();
  const of = (constants) => {
    const key = JSON.stringify(constants);
    if (!known.has(key)) known.set(key, costs(constants));
    return known.get(key);
  };
  const without = (left) => (constants) =>
    of(constants).reduce((sum, cost, i) => (tasks[i] === left ? sum : sum + cost), 0);
  return new Map(
    [...new Set(tasks), null].map((task) => [task, descend(inUse, candidates, without(task))]),
  );
}
