import type { FamilyName, Traits } from "./families.ts";

/** A hyper-parameter; its name is the key under which `--optimizer-option` and modules give it. */
export interface HyperParameter {
  readonly default: number | boolean;
  /** What a value must be, for the end of an error sentence. */
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** What Keras calls it in a saved model, which TensorFlow.js calls as we do. @default the same */
  readonly keras?: string;
  /** Whether a saved model's value is taken over. @default true */
  readonly saved?: boolean;
}

type Spelling = Pick<HyperParameter, "keras" | "saved">;

/** A number of at least 0 and below 1. */
export const fraction = (value: number, spelling: Spelling = {}) => ({
  default: value,
  expected: "a number of at least 0 and below 1",
  accepts: (given: unknown) => typeof given === "number" && given >= 0 && given < 1,
  ...spelling,
});

/** A finite number of at least 0. */
export const notNegative = (value: number, spelling: Spelling = {}) => ({
  default: value,
  expected: "a finite number of at least 0",
  accepts: (given: unknown) => typeof given === "number" && given >= 0 && Number.isFinite(given),
  ...spelling,
});

/** A finite number above 0. */
export const positive = (value: number, spelling: Spelling = {}) => ({
  default: value,
  expected: "a finite number above 0",
  accepts: (given: unknown) => typeof given === "number" && given > 0 && Number.isFinite(given),
  ...spelling,
});

/** True or false. */
export const flag = (value: boolean, spelling: Spelling = {}) => ({
  default: value,
  expected: "true or false",
  accepts: (given: unknown) => typeof given === "boolean",
  ...spelling,
});

export type HyperParameters = Readonly<Record<string, HyperParameter>>;

/** The value of every hyper-parameter, by its name. */
export type Values<H extends HyperParameters = HyperParameters> = {
  readonly [Name in keyof H]: H[Name]["default"];
};

/**
 * The tensor arithmetic that an update is written in, element by element; a trainer supplies it.
 * Operands have one shape, or are scalars or numbers. No result may be looked at: an update does the
 * same operations at every step.
 */
export interface TensorOps<T> {
  add(a: T | number, b: T | number): T;
  sub(a: T | number, b: T | number): T;
  mul(a: T | number, b: T | number): T;
  div(a: T | number, b: T | number): T;
  maximum(a: T | number, b: T | number): T;
  /** The larger of `a` and 0. */
  relu(a: T): T;
  abs(a: T): T;
  /** -1, 0 or 1. */
  sign(a: T): T;
  sqrt(a: T): T;
  square(a: T): T;
}

/** What is the same for all parameters of a step. */
export interface StepInputs<T, V, Counter extends string> {
  readonly lr: number;
  /** Scalars that are kept from step to step. */
  readonly counters: Readonly<Record<Counter, T>>;
  readonly hyperParameters: V;
}

/** What one parameter's update is made from. */
export interface ParameterInputs<T, Slot extends string> {
  readonly parameter: T;
  /** Of the mean loss of the batch, at the parameter's value before the update. */
  readonly gradient: T;
  readonly slots: Readonly<Record<Slot, T>>;
}

/** One step: the counters of the next one, and what each parameter and its slots become. */
export interface OptimizerStep<T, Slot extends string, Counter extends string> {
  readonly counters: Readonly<Record<Counter, T>>;
  update(inputs: ParameterInputs<T, Slot>): {
    readonly parameter: T;
    readonly slots: Readonly<Record<Slot, T>>;
  };
}

/** The update of an optimizer that TensorFlow.js does not have, or not rightly. */
export interface UpdateRule<
  V = Values,
  Slot extends string = string,
  Counter extends string = string,
> {
  /** Tensors like the parameter that are kept from step to step, and the value that they start from. */
  slots(hyperParameters: V): Readonly<Record<Slot, number>>;
  /** Scalars that are kept from step to step, and their values in the first. */
  counters(hyperParameters: V): Readonly<Record<Counter, number>>;
  step<T>(ops: TensorOps<T>, inputs: StepInputs<T, V, Counter>): OptimizerStep<T, Slot, Counter>;
}

/**
 * The names of all optimizers. Every optimizer's file adds its own, so that a file whose line in the
 * registry is missing does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the files of the optimizers
export interface OptimizerNames {}

interface Common extends Partial<Traits> {
  /** Class under which libraries have it, in their capitals. @default none of its own */
  readonly className?: string;
  /** What it shares with others; traits of its own stand beside. */
  readonly family: FamilyName;
  readonly hyperParameters: HyperParameters;
}

/** An optimizer of TensorFlow.js; the trainer's table names its class. */
export interface LibraryOptimizer extends Common {
  readonly library: true;
  /** Where the library's class is not used: the update for these hyper-parameters. */
  instead?(hyperParameters: Values): UpdateRule | undefined;
}

/** An optimizer whose update stands in its definition. */
export interface OwnOptimizer extends Common {
  readonly library: false;
  readonly rule: UpdateRule;
}

export type OptimizerDefinition = LibraryOptimizer | OwnOptimizer;
