import { InputError } from "../../core/errors.ts";
import type { LoadOptions } from "../../dataset/index.ts";
import type { SchedulePlan } from "../../plan/index.ts";
import type { BudgetName } from "../../search/index.ts";
import type { PresetName, SweepOptions } from "../../sweep/index.ts";
import type { Language } from "../../words/languages.ts";
import { type ApplyTarget, applyTarget } from "../apply/target.ts";
import { pick } from "../options/index.ts";
import type { RunValues } from "./options.ts";

/** Where the trainer comes from. */
export type RunSource =
  | { readonly kind: "data"; readonly path: string; readonly load: LoadOptions }
  | { readonly kind: "module"; readonly path: string }
  | {
      readonly kind: "trainer";
      readonly command: string;
      readonly shell: boolean;
      readonly readyTimeoutMs?: number;
      readonly stepTimeoutMs?: number;
      readonly warm?: number;
    };

/** The model, as asked for; defaults are the trainer's. */
export interface ModelRequest {
  readonly model?: string;
  readonly optimizer?: string;
  readonly optimizerOptions: Readonly<Record<string, number | boolean>>;
  readonly loss?: string;
  readonly batchSize?: number;
  readonly accumulate?: number;
  readonly engine?: string;
}

/** Everything that `run` was asked to do, checked as far as the words alone allow. */
export interface RunRequest {
  readonly source: RunSource;
  readonly model: ModelRequest;
  readonly sweep: SweepOptions;
  readonly preset: PresetName | undefined;
  readonly budget: BudgetName | undefined;
  /** `sweep`: sweep and probes; `ladder`: a few LRs, tried one after the other as by hand. */
  readonly strategy: "sweep" | "ladder";
  /** Rungs of the ladder; default: 0.1, 0.01, 0.001, 0.0001. */
  readonly ladder: readonly number[] | undefined;
  readonly verify: { readonly steps?: number } | undefined;
  readonly horizon: {
    readonly totalSteps?: number;
    readonly epochs?: number;
    readonly schedule: "auto" | SchedulePlan["kind"];
    readonly per: "step" | "epoch";
    readonly fineTune?: boolean;
  };
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly name: string | undefined;
  readonly apply: ApplyTarget | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly resume: boolean;
  readonly quiet: boolean;
  /** Serve a page that follows the run; draw the curve in the terminal. */
  readonly live: boolean;
  readonly plot: boolean;
  readonly language: Language;
  readonly json: boolean;
}

/**
 * The request that the options of `run` make.
 *
 * @throws InputError without anything to train, and for an `--apply` that is not FILE:KEY
 */
export function runRequest(values: RunValues): RunRequest {
  return {
    ...pick(values, ["yes", "dryRun", "resume", "quiet", "live", "plot", "language", "json"]),
    source: sourceOf(values),
    model: {
      ...pick(values, ["model", "optimizer", "loss", "batchSize", "accumulate", "engine"]),
      optimizerOptions: values.optimizerOptions ?? {},
    },
    sweep: {
      ...pick(values, ["startLr", "endLr", "steps", "mode", "repeats", "evaluateEvery", "seed"]),
      ...(values.stop ? {} : { stopRule: { kind: "none" } }),
    },
    preset: values.preset,
    budget: values.budget,
    strategy: values.strategy,
    ladder: values.ladder,
    verify: values.verify
      ? { ...(values.verifySteps !== undefined && { steps: values.verifySteps }) }
      : undefined,
    horizon: {
      ...pick(values, ["totalSteps", "epochs"]),
      ...(values.fineTune && { fineTune: true }),
      ...pick(values, ["schedule", "per"]),
    },
    out: values.out,
    report: values.report,
    name: values.name,
    apply: applyOf(values),
  };
}

function sourceOf(values: RunValues): RunSource {
  const { data, module, trainer } = values;
  if (trainer !== undefined) {
    const start = ["shell", "readyTimeoutMs", "stepTimeoutMs", "warm"] as const;
    return { kind: "trainer", command: trainer, ...pick(values, start) };
  }
  if (module !== undefined) return { kind: "module", path: module };
  if (data === undefined) {
    throw new InputError(
      "bad-option",
      'nothing to train: give --data FILE --target COLUMN, --module FILE.mjs, or --trainer "COMMAND"',
    );
  }
  return {
    kind: "data",
    path: data,
    load: pick(values, [
      ...(["target", "labels", "header", "delimiter", "task", "numeric", "categorical"] as const),
      ...(["ignore", "scale", "targetScale", "maxRows", "heldOut", "seed"] as const),
    ]),
  };
}

function applyOf(values: RunValues): RunRequest["apply"] {
  const keysElsewhere = values.profile !== undefined || values.map !== undefined;
  const places = values.apply?.map((text) => fileAndKey(text, keysElsewhere)) ?? [];
  const [first] = places;
  if (first === undefined) return undefined;
  const other = places.find(({ file }) => file !== first.file);
  if (other !== undefined) {
    throw new InputError(
      "bad-option",
      `--apply writes into one file: got ${first.file} and ${other.file}. Use \`lr-finder apply\` for the second one.`,
    );
  }
  const keys = places.flatMap(({ key }) => (key === null ? [] : [key]));
  return applyTarget(first.file, keys, values);
}

/** `FILE:KEY`, cut at the last colon, since a Windows path has one of its own. */
function fileAndKey(text: string, keysElsewhere: boolean): { file: string; key: string | null } {
  const colon = text.lastIndexOf(":");
  if (colon > 0 && colon < text.length - 1 && !/[\\/]/.test(text[colon + 1] as string)) {
    return { file: text.slice(0, colon), key: text.slice(colon + 1) };
  }
  if (keysElsewhere && !text.endsWith(":")) return { file: text, key: null };
  throw new InputError(
    "bad-option",
    `--apply must be FILE:KEY, e.g. config.yaml:optimizer.lr, got ${JSON.stringify(text)}`,
  );
}
