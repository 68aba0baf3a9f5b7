/** Mean of a cosine schedule, as a share of its peak. */
const MEAN_OF_COSINE = 0.5;

/**
 * Training progress, counted as the sum of the learning rates so far ("gradient-flow time"): as long
 * as they are stable, runs of one model at different LRs pass the same points at about the same sum.
 * So a short run at a high LR shows how a long run at a low one goes on, over-fitting included.
 *
 * @source for SGD the limit of small steps (e.g. Li, Tai and E, arXiv 1511.06251); how well it holds
 *   for the adaptive optimizers is in the README beside this file
 * @param progress sum of learning rates
 * @returns log10 of the peak LR at which an annealed run of `totalSteps` makes that much progress
 */
export function peakForProgressLog10(progress: number, totalSteps: number): number {
  return Math.log10(progress / (totalSteps * MEAN_OF_COSINE));
}
