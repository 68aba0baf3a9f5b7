import { fieldsOf } from "./protobuf.ts";
import { tensorScalar } from "./tensor-scalar.ts";

/** One event of a TensorBoard file, as far as a log needs it. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** Values by tag: `simple_value`, or a tensor of one number. */
  readonly values: readonly { readonly tag: string; readonly value: number }[];
}

const utf8 = new TextDecoder();

/**
 * The scalars of one `Event` message.
 *
 * @throws RangeError for bytes that are no such message
 * @source TensorFlow `event.proto`, `summary.proto`
 */
export function scalarsOf(event: Uint8Array): ScalarEvent {
  let wallTime = Number.NaN;
  let step = 0;
  const values: { tag: string; value: number }[] = [];
  for (const { number, kind, value } of fieldsOf(event)) {
    if (number === 1 && kind === "number") wallTime = value;
    else if (number === 2 && kind === "number") step = value;
    else if (number === 5 && kind === "bytes") {
      for (const field of fieldsOf(value)) {
        const scalar = field.number === 1 && field.kind === "bytes" ? scalarOf(field.value) : null;
        if (scalar !== null) values.push(scalar);
      }
    }
  }
  return { wallTime, step, values };
}

function scalarOf(summary: Uint8Array): { tag: string; value: number } | null {
  let tag = "";
  let scalar: number | null = null;
  for (const { number, kind, value } of fieldsOf(summary)) {
    if (number === 1 && kind === "bytes") tag = utf8.decode(value);
    else if (number === 2 && kind === "number") scalar = value;
    else if (number === 8 && kind === "bytes") scalar = tensorScalar(value);
  }
  return scalar === null ? null : { tag, value: scalar };
}
