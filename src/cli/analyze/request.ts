import { checkInteger, checkOneOf } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";
import {
  type LogResultOptions,
  RECORDED_SMOOTHINGS,
  type RecordedSmoothing,
  type SweepLogOptions,
} from "../../logs/index.ts";
import { presetRule } from "../../suggest/index.ts";
import { LANGUAGES, type Language } from "../../words/languages.ts";

/** Everything that `analyze` was asked to do, checked as far as the words alone allow. */
export interface AnalyzeRequest {
  readonly logs: readonly string[];
  readonly delimiter: string | undefined;
  readonly columns: SweepLogOptions;
  /** What the logs do not say, and the run to plan. */
  readonly given: Pick<
    LogResultOptions,
    "optimizer" | "batchSize" | "stepsPerEpoch" | "horizon" | "preset"
  >;
  readonly name: string | undefined;
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly quiet: boolean;
  readonly plot: boolean;
  readonly language: Language;
  readonly json: boolean;
}

/** The options of `analyze` as commander gives them. */
export interface AnalyzeOptions {
  readonly lrColumn?: string;
  readonly lossColumn?: string;
  readonly heldOutColumn?: string;
  readonly stepColumn?: string;
  readonly delimiter?: string;
  readonly recordedBy?: string;
  readonly optimizer?: string;
  readonly batchSize?: number;
  readonly stepsPerEpoch?: number;
  readonly totalSteps?: number;
  readonly epochs?: number;
  readonly schedule?: string;
  readonly per?: string;
  readonly preset?: string;
  readonly name?: string;
  readonly out?: string;
  readonly report?: string;
  readonly quiet?: boolean;
  readonly plot?: boolean;
  readonly lang?: string;
  readonly json?: boolean;
}

/**
 * Reads the command line of `analyze`.
 *
 * @throws InputError for an option out of its range, or a log that is given twice
 */
export function analyzeRequest(logs: readonly string[], options: AnalyzeOptions): AnalyzeRequest {
  const twice = logs.find((log, i) => logs.indexOf(log) !== i);
  if (twice !== undefined) {
    throw new InputError("bad-option", `${twice === "-" ? "stdin (-)" : twice} is given twice`);
  }
  const { lrColumn, lossColumn, heldOutColumn, stepColumn, recordedBy, preset } = options;
  return {
    logs,
    delimiter: options.delimiter === "\\t" ? "\t" : options.delimiter,
    columns: defined({
      lr: lrColumn,
      loss: lossColumn,
      heldOut: heldOutColumn,
      step: stepColumn,
      recordedBy: ifGiven(recordedBy, (value) =>
        checkOneOf("recordedBy", value, Object.keys(RECORDED_SMOOTHINGS) as RecordedSmoothing[]),
      ),
    }),
    given: {
      ...defined({
        optimizer: options.optimizer,
        batchSize: ifGiven(options.batchSize, (value) => checkInteger("batchSize", value, 1)),
        stepsPerEpoch: ifGiven(options.stepsPerEpoch, (value) =>
          checkInteger("stepsPerEpoch", value, 1),
        ),
        preset: ifGiven(preset, (value) =>
          checkOneOf("preset", value, Object.keys(presetRule) as (keyof typeof presetRule)[]),
        ),
      }),
      horizon: {
        ...defined({ totalSteps: options.totalSteps, epochs: options.epochs }),
        schedule: checkOneOf("schedule", options.schedule ?? "auto", ["auto", "cosine", "step"]),
        per: checkOneOf("per", options.per ?? "step", ["step", "epoch"]),
      },
    },
    name: options.name,
    out: options.out,
    report: options.report,
    quiet: options.quiet === true,
    plot: options.plot === true,
    language: checkOneOf("lang", options.lang ?? "en", LANGUAGES),
    json: options.json === true,
  };
}

function ifGiven<T, R>(value: T | undefined, read: (value: T) => R): R | undefined {
  return value === undefined ? undefined : read(value);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
