/**
 * One error shape for the whole toolkit. `code` is stable and machine-readable, `message` is one
 * sentence for a person (what was wrong, where, what to do), `data` holds the same facts as values,
 * and `cause` keeps the original error. Options stand in the message in backticks, by the library's names:
 * `data.option` is the one that is wrong, `data.options` others that it names.
 */
export class LrFinderError extends Error {
  override readonly name: string = "LrFinderError";
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { data?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
  }
}

/**
 * An option, file, data set or config that cannot be used as given. Nothing has been trained or
 * written when it is thrown. The command line exits with code 2.
 */
export class InputError extends LrFinderError {
  override readonly name: string = "InputError";
}

/**
 * A trainer that failed while it was being driven: it threw, died, or broke its contract.
 * The steps recorded so far are kept. The command line exits with code 5.
 */
export class TrainerError extends LrFinderError {
  override readonly name: string = "TrainerError";
}

/** The message of anything that was thrown, for use inside a longer sentence. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
