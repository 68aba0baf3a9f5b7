import { describe } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";

/** A model to be built for the data: hidden sizes of a perceptron, or filters of a small CNN. */
export type ModelSpec =
  | { readonly kind: "linear" }
  | { readonly kind: "mlp"; readonly units: readonly number[] }
  | { readonly kind: "cnn"; readonly filters: readonly number[] };

const MAX_SIZE = 65536;
const VALID =
  '"linear", "mlp:64,32" (hidden sizes), "cnn:16,32" (filters of conv and pool pairs), or the path ' +
  "of a saved model.json";

/**
 * Reads `linear`, `mlp:64,32` or `cnn:16,32`. `mlp` and `cnn` need one or more integers from 1 to
 * 65536.
 *
 * @throws InputError for anything else, saying what is valid
 */
export function parseModelSpec(text: unknown): ModelSpec {
  if (text === "linear") return { kind: "linear" };
  const match = typeof text === "string" ? /^(mlp|cnn):(\d+(?:,\d+)*)$/.exec(text) : null;
  const sizes = match?.[2]?.split(",").map(Number) ?? [];
  if (match === null || sizes.some((size) => size < 1 || size > MAX_SIZE)) {
    throw new InputError(
      "bad-option",
      `\`model\` must be ${VALID}, got ${describe(text)}` +
        (match === null ? "" : `; each size is an integer from 1 to ${MAX_SIZE}`),
      { data: { option: "model", value: text } },
    );
  }
  return match[1] === "mlp" ? { kind: "mlp", units: sizes } : { kind: "cnn", filters: sizes };
}

/** Whether a `model` option names a file rather than a spec. */
export function isModelPath(model: string): boolean {
  return /\.json$/i.test(model);
}
