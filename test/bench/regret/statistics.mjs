// Statistics over pairs. Pure.
import { random } from "../../../dist/core/random.js";
import { mean, quantile } from "../../../dist/core/stats.js";

/**
 * 95 % interval of a mean by resampling whole clusters: pairs of one task are not independent.
 *
 * @param clusters name of each value's cluster, same length as `values`
 * @returns 2.5 and 97.5 % quantiles over the resamples; both NaN for no values
 */
export function clusteredInterval(values, clusters, { resamples = 2000, seed = 0 } = {}) {
  const groups = new Map();
  values.forEach((value, i) => {
    const name = clusters[i];
    groups.set(name, [...(groups.get(name) ?? []), value]);
  });
  const members = [...groups.values()].map((group) => ({
    sum: group.reduce((a, b) => a + b, 0),
    count: group.length,
  }));
  if (members.length === 0) return [Number.NaN, Number.NaN];
  const stream = random(seed, "clustered interval");
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < members.length; i++) {
      const member = members[stream.int(members.length)];
      sum += member.sum;
      count += member.count;
    }
    return sum / count;
  });
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

/** Values closer than this count as a tie. */
export const TIE = 0.01;

/** How often values are below, about equal to and above those of another, pair by pair. */
export function winTieLoss(values, others) {
  const counts = { win: 0, tie: 0, loss: 0 };
  values.forEach((value, i) => {
    const difference = value - others[i];
    if (Math.abs(difference) <= TIE) counts.tie += 1;
    else if (difference < 0) counts.win += 1;
    else counts.loss += 1;
  });
  return counts;
}

export { mean, quantile };
