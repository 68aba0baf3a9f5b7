import type { LogHints } from "../types.ts";

/** Lightning's CSVLogger: `epoch` and `step`, and names that only Lightning gives. */
export function looksLikeLightning(file: string, names: readonly string[]): boolean {
  if (!names.includes("step") || !names.includes("epoch")) return false;
  return (
    /(^|[\\/])metrics\.csv(\.gz)?$/i.test(file) ||
    names.some((name) => /^lr-[A-Z]/.test(name) || /_(?:step|epoch)$/.test(name))
  );
}

/** The optimizer's class is in the name of the column of LearningRateMonitor: `lr-AdamW/pg1`. */
export function lightningHints(names: readonly string[]): LogHints {
  for (const name of names) {
    const optimizer = /^lr-([A-Z]\w*)/.exec(name)?.[1];
    if (optimizer !== undefined) {
      // With momentum logged as well, there is some.
      const momentum = names.some((other) => /^lr-SGD.*-momentum$/.test(other));
      return { optimizer: momentum && optimizer === "SGD" ? "momentum" : optimizer.toLowerCase() };
    }
  }
  return {};
}
