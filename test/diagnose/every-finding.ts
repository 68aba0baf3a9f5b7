import { diagnose, type Finding, type TrainingLog } from "../../src/diagnose/index.ts";
import { decay, logOf, noiseOf } from "./logs.ts";

/** Logs in which every finding of every kind is seen, with LRs and without, and what is seen in them. */
export function everyFinding(): { readonly log: TrainingLog; readonly finding: Finding }[] {
  const logs = logsOfFindings();
  return logs.flatMap((log) => diagnose(log).findings.map((finding) => ({ log, finding })));
}

function logsOfFindings(): TrainingLog[] {
  const noise = noiseOf(8);
  const jumps = noiseOf(3);
  const lr = () => 0.3;
  const base = logOf(300, (share) => decay(4)(share) + 0.03 * noise());
  const spikes = logOf(200, (share, i) => decay(3)(share) + (i % 50 === 40 ? 4 : 0));
  const held = (loss: (i: number) => number, name?: string) => {
    const losses = Array.from({ length: 15 }, (_, i) => ({ step: 20 * i + 19, loss: loss(i) }));
    return name === undefined ? { heldOut: losses } : { heldOutSets: [{ name, losses }] };
  };
  const still = (share: number) => (share < 0.5 ? 0.1 * (1 - 2 * share) : 0);
  return [
    // diverged
    ...[{}, { lr }].map((more) =>
      logOf(100, (share, i) => (i < 60 ? decay(3)(share) : Number.NaN), more),
    ),
    logOf(30, (_, i) => 1 + 1.3 ** i),
    logOf(200, (share, i) => decay(3)(share) + (i > 120 ? 1.1 ** (i - 120) - 1 : 0), { lr }),
    // held-out-lost
    { ...base, ...held((i) => (i === 4 ? Number.NaN : 2 - i / 9)) },
    { ...base, ...held((i) => (i > 3 && i < 8 ? Number.NaN : 2 - i / 9), "乙") },
    { ...base, ...held((i) => (i > 5 ? Number.POSITIVE_INFINITY : 2 - i / 9), "乙") },
    { ...base, ...held(() => Number.NaN) },
    // rising
    ...[{}, { lr }].map((more) =>
      logOf(200, (share) => (share < 0.5 ? decay(6)(share) : 0.7) + 0.02 * noise(), more),
    ),
    // over-fitting
    { ...base, ...held((i) => 1 + i / 15) },
    { ...base, ...held((i) => 1 + i / 15, "乙") },
    // oscillating
    logOf(
      600,
      (share) => decay(8)(share) + 0.3 * Math.sin(2 * Math.PI * 6 * share) + 0.03 * noise(),
      { lr },
    ),
    logOf(800, (share, i) => decay(8)(share) + 0.2 * Math.sin((2 * Math.PI * (i + 0.3)) / 8), {
      every: 5,
    }),
    logOf(300, (share) => decay(12)(share) + (share > 2 / 3 ? 0.2 : 0.03) * jumps(), { lr }),
    // too-slow
    ...[{}, { lr: () => 1e-4 }].map((more) =>
      logOf(200, (share) => 2.3 - 0.2 * share + 0.01 * noise(), more),
    ),
    ...[{}, { lr: () => 1e-4 }, { lr: () => 10 }].map((more) =>
      logOf(200, () => 2.3 + 0.05 * noise(), more),
    ),
    // plateau
    ...[{}, { lr: () => 0.01 }].map((more) =>
      logOf(400, (share) => 1 + decay(15)(share) + 0.03 * noise(), { every: 10, ...more }),
    ),
    // schedule-ended
    logOf(400, (share) => 2 - share + 0.01 * noise(), {
      lr: (share) => 1e-3 + (share < 0.5 ? 0.1 * (1 + Math.cos(2 * Math.PI * share)) : 0),
    }),
    logOf(400, (share) => 2 - Math.min(share, 0.5) + 0.01 * noise(), { lr: still }),
    // spike
    spikes,
    { ...spikes, losses: spikes.losses.map((loss, i) => (i > 50 ? decay(3)(i / 200) : loss)) },
    logOf(600, (share, i) => decay(3)(share) + (i % 80 === 70 ? 4 : 0), { every: 2 }),
    logOf(100, (share, i) => (i === 30 ? Number.NaN : decay(3)(share))),
    logOf(100, (share, i) => (i % 40 === 30 ? Number.NaN : decay(3)(share)), { lr }),
  ];
}
