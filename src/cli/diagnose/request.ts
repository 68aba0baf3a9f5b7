import { InputError } from "../../core/errors.ts";
import type { WantedColumns } from "../../logs/index.ts";

/** Everything that `diagnose` was asked to do. */
export interface DiagnoseRequest {
  readonly log: string;
  readonly columns: WantedColumns;
  readonly delimiter: string | undefined;
  readonly follow: boolean;
  /** Time between two looks at a growing log. */
  readonly intervalMs: number;
  readonly json: boolean;
}

/** The options of `diagnose` as commander gives them. */
export interface DiagnoseOptions {
  readonly lossColumn?: string;
  readonly heldOutColumn?: string;
  readonly lrColumn?: string;
  readonly stepColumn?: string;
  readonly delimiter?: string;
  readonly follow?: boolean;
  readonly interval?: number;
  readonly json?: boolean;
}

const DEFAULT_INTERVAL_MS = 2000;

/**
 * Reads the command line of `diagnose`.
 *
 * @throws InputError for an interval that is not above 0 seconds, or without `--follow`
 */
export function diagnoseRequest(log: string, options: DiagnoseOptions): DiagnoseRequest {
  const { lossColumn, heldOutColumn, lrColumn, stepColumn, interval } = options;
  if (interval !== undefined) {
    if (!options.follow) throw new InputError("bad-option", "`interval` needs --follow");
    if (!(interval > 0 && interval <= 86_400)) {
      throw new InputError(
        "bad-option",
        `\`interval\` must be seconds, above 0 and at most 86400, got ${interval}`,
      );
    }
  }
  return {
    log,
    columns: {
      ...(lossColumn === undefined ? {} : { loss: lossColumn }),
      ...(heldOutColumn === undefined ? {} : { heldOut: heldOutColumn }),
      ...(lrColumn === undefined ? {} : { lr: lrColumn }),
      ...(stepColumn === undefined ? {} : { step: stepColumn }),
    },
    delimiter: options.delimiter === "\\t" ? "\t" : options.delimiter,
    follow: options.follow === true,
    intervalMs: interval === undefined ? DEFAULT_INTERVAL_MS : 1000 * interval,
    json: options.json === true,
  };
}
