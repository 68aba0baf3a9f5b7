import { nameOfClass } from "../../contract/optimizers/index.ts";
import type { LogHints } from "../table.ts";
import type { LogFormatSpec } from "./format.ts";

declare module "./format.js" {
  interface LogFormatNames {
    "lightning-csv": true;
  }
}

/** `metrics.csv` of Lightning's CSVLogger. */
export const lightningCsvFormat: LogFormatSpec<"lightning-csv"> = {
  name: "lightning-csv",
  title: "Lightning's metrics.csv",
  one: "a metrics.csv of Lightning",
  column: "column",
  reading: {
    how: "dialect",
    of: "csv",
    fits: ({ name, names }) => looksLikeLightning(name, names),
    hints: ({ names }) => lightningHints(names),
  },
  inFolder: {
    file: /^metrics\.csv(\.gz)?$/,
    shown: "metrics.csv",
    together: false,
    newest: (paths) => paths,
  },
  fractionalEpochs: false,
  remarks: () => [],
  example:
    "epoch,lr-Adam,step,train_loss_step\n,0.125,0,\n0,,0,2.5\n,0.25,1,\n0,,1,1.25\n,0.5,2,\n0,,2,3.5\n",
};

/** Lightning's CSVLogger: `epoch` and `step`, and names that only Lightning gives. */
function looksLikeLightning(file: string, names: readonly string[]): boolean {
  if (!names.includes("step") || !names.includes("epoch")) return false;
  return (
    /(^|[\\/])metrics\.csv(\.gz)?$/i.test(file) ||
    names.some((name) => /^lr-[A-Z]/.test(name) || /_(?:step|epoch)$/.test(name))
  );
}

/** The optimizer's class is in the name of the column of LearningRateMonitor: `lr-AdamW/pg1`. */
function lightningHints(names: readonly string[]): LogHints {
  for (const name of names) {
    const optimizer = /^lr-([A-Z]\w*)/.exec(name)?.[1];
    if (optimizer !== undefined) {
      // With momentum logged as well, there is some.
      const hasMomentum = names.some((other) => /^lr-SGD.*-momentum$/.test(other));
      return { optimizer: nameOfClass(optimizer, { hasMomentum }) ?? optimizer.toLowerCase() };
    }
  }
  return {};
}
