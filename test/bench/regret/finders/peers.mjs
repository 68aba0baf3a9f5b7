// The peers' rules on sweeps with their own range, steps, stop rule and smoothing; and valley on our
// range.

import { sweepPresets } from "../../../../dist/search/index.js";
import { rules } from "../../../../dist/suggest/index.js";
import { DEFAULT_SWEEP_OPTIONS, runSweep } from "../../../../dist/sweep/index.js";

/** Sweeps by name. `ours` is the default one of this project. */
const SWEEPS = {
  fastai: sweepPresets.fastai,
  lightning: sweepPresets.lightning,
  "torch-lr-finder": sweepPresets["torch-lr-finder"],
  ours: DEFAULT_SWEEP_OPTIONS,
};

/** Finder, the sweep that it reads, and its rule there. */
const PEERS = [
  ["valley", "fastai", "valley"],
  ["minimum/10", "fastai", "minimum"],
  ["slide", "fastai", "slide"],
  ["steep", "fastai", "steep"],
  ["torch-lr-finder", "torch-lr-finder", "torch-lr-finder"],
  ["lightning", "lightning", "lightning"],
  ["lightning before 2.5.3", "lightning", "lightning-legacy"],
  ["valley, our range", "ours", "valley"],
];

/** The sweeps that all of them need, from the trainer's present state; nothing is changed by them. */
export async function sweepForPeers(trainer, seed) {
  const runs = {};
  for (const [name, options] of Object.entries(SWEEPS)) {
    const { record, failure } = await runSweep(trainer, { ...options, seed });
    if (failure !== null) throw failure;
    const [{ lrs, losses, stopReason }] = record.runs;
    // JSON has no NaN: a last non-finite loss is kept as null.
    runs[name] = { lrs, losses: losses.map((l) => (Number.isFinite(l) ? l : null)), stopReason };
  }
  return runs;
}

/** Every peer's answer from the sweeps. */
export function peerAnswers(runs) {
  return PEERS.map(([finder, name, rule]) => {
    const { lrs, losses } = runs[name];
    const raw = losses.map((loss) => loss ?? Number.NaN);
    const { lr } = rules[rule](lrs, raw, SWEEPS[name].steps);
    return { finder, lr: lr !== null && lr > 0 ? lr : null, steps: lrs.length };
  });
}
