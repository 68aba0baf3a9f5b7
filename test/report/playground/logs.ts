/** Logs of trainings and tables of trainings, as text. */

/** Two runs as Weights & Biases exports them: one is well, the other diverges. */
export const TWO_RUNS = `Step,base - train/loss,base-lr-high - train/loss
${[4, 3.6, 3.2, 2.9, 2.6, 2.4, 2.2, 2, 1.9, 1.8, 1.75, 1.7]
  .map((loss, i) => `${i},${loss},${[4, 3.7, 3.4, 3.1, 2.9, 2.8, 3.4, 4.4, 6.1, 8.2, 9.9, 11][i]}`)
  .join("\n")}
`;

/** One training without its learning rates, whose held-out loss rises. */
export const OVER_FITTING = `epoch,loss,val_loss
${Array.from({ length: 40 }, (_, i) => {
  const held = 1 + 2 * Math.exp(-i / 4) + 0.03 * Math.max(0, i - 10);
  return `${i},${2 * Math.exp(-i / 10) + 1},${held}`;
}).join("\n")}
`;

/** A training as its script printed it, in words that no format knows. */
export const PRINTED = Array.from(
  { length: 30 },
  (_, i) => `tick ${i} :: objective ${(3 * Math.exp(-i / 8) + 0.5).toFixed(4)}`,
).join("\n");

export const PRINTED_PATTERN = "tick (?<step>\\d+) :: objective (?<loss>\\S+)";

const LRS = Array.from({ length: 9 }, (_, i) => 10 ** (-4 + i / 3));

/** Trainings over batch sizes, lengths and learning rates: the best LR is 0.001 (batch / 64)^0.5 (tokens / 1e8)^-0.25. */
export const TRAININGS = `batch,tokens,lr,val_loss
${[16, 64, 256]
  .flatMap((batch) =>
    [1e7, 1e8, 1e9].flatMap((tokens) =>
      LRS.map((lr) => {
        const best = -3 + 0.5 * Math.log10(batch / 64) - 0.25 * Math.log10(tokens / 1e8);
        const loss = 2 + 0.2 * (Math.log10(lr) - best) ** 2;
        return `${batch},${tokens},${lr.toPrecision(4)},${loss.toPrecision(7)}`;
      }),
    ),
  )
  .join("\n")}
`;

/** At batch 1024 and 1e9 tokens. */
export const BEST_LR_THERE = 0.001 * 16 ** 0.5 * 10 ** -0.25;
