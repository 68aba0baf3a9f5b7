import type { FactorKind } from "../contract/factor-kind.ts";

/** A published law of how the best LR moves with one factor: for comparison, never built in. */
export interface PublishedLaw {
  /** Key of its words. */
  readonly id: "sqrt" | "linear" | "bjorckHorizon" | "power" | "bjorckSize" | "stepSize";
  readonly kind: FactorKind;
  readonly exponent: number;
}

/**
 * Exponents of published laws, which pages draw beside what was measured.
 *
 * @source the papers that the words name
 */
export const PUBLISHED_LAWS: readonly PublishedLaw[] = [
  { id: "sqrt", kind: "batch", exponent: 0.5 },
  { id: "linear", kind: "batch", exponent: 1 },
  { id: "bjorckHorizon", kind: "horizon", exponent: -0.32 },
  { id: "power", kind: "horizon", exponent: -0.51 },
  { id: "bjorckSize", kind: "size", exponent: -0.23 },
  { id: "stepSize", kind: "size", exponent: -0.713 },
];
