import type { Optimizer, serialization } from "@tensorflow/tfjs-core";
import type { TensorOps, UpdateRule, Values } from "../../../contract/optimizers/index.ts";
import { mapValues } from "../../../core/records.ts";
import * as tf from "../lib/core.ts";

/** What `applyGradients` takes: a list or a map from variable names. */
export type Gradients = Parameters<Optimizer["applyGradients"]>[0];

type Kept = Readonly<Record<string, tf.Variable>>;

const OPS: TensorOps<tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  relu: tf.relu,
  abs: tf.abs,
  sign: tf.sign,
  sqrt: tf.sqrt,
  square: tf.square,
};

/**
 * An optimizer of an update rule, as one of TensorFlow.js. Slots are made at a parameter's first
 * update; a parameter without a gradient is left alone.
 */
export class RuleOptimizer extends tf.Optimizer {
  static get className(): string {
    return "RuleOptimizer";
  }

  protected learningRate: number;
  readonly rule: UpdateRule;
  readonly hyperParameters: Values;
  private readonly slots: Kept[] = [];
  private readonly counters: Kept;

  constructor(lr: number, rule: UpdateRule, hyperParameters: Values) {
    super();
    this.learningRate = lr;
    this.rule = rule;
    this.hyperParameters = hyperParameters;
    this.counters = mapValues(rule.counters(hyperParameters), (start) =>
      tf.tidy(() => tf.variable(tf.scalar(start), false)),
    );
  }

  override applyGradients(gradients: Gradients): void {
    tf.tidy(() => {
      const { learningRate: lr, counters, hyperParameters } = this;
      const step = this.rule.step<tf.Tensor>(OPS, { lr, counters, hyperParameters });
      namedGradients(gradients).forEach(({ name, tensor: gradient }, index) => {
        const parameter = tf.engine().registeredVariables[name];
        if (gradient == null || parameter === undefined) return;
        const slots = this.slotsOf(index, parameter);
        const next = step.update({ parameter, gradient, slots });
        assign(slots, next.slots);
        parameter.assign(next.parameter);
      });
      assign(counters, step.counters);
    });
    this.incrementIterations();
  }

  override dispose(): void {
    for (const kept of [this.counters, ...this.slots]) tf.dispose(Object.values(kept));
    this.slots.length = 0;
  }

  override getConfig(): serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.hyperParameters };
  }

  private slotsOf(index: number, parameter: tf.Variable): Kept {
    this.slots[index] ??= mapValues(this.rule.slots(this.hyperParameters), (start) =>
      tf.tidy(() =>
        tf.variable(start === 0 ? tf.zerosLike(parameter) : tf.fill(parameter.shape, start), false),
      ),
    );
    return this.slots[index];
  }
}

/** `instanceof` says yes for every optimizer: TensorFlow.js has its own idea of it. */
export function isRuleOptimizer(optimizer: tf.Optimizer): optimizer is RuleOptimizer {
  return optimizer.constructor === RuleOptimizer;
}

function assign(kept: Kept, next: Readonly<Record<string, tf.Tensor>>): void {
  for (const [name, variable] of Object.entries(kept)) variable.assign(next[name] as tf.Tensor);
}

/** Gradients in their order, whichever form they came in; a variable may have none. */
function namedGradients(
  gradients: Gradients,
): { readonly name: string; readonly tensor: tf.Tensor | undefined }[] {
  return Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
}

/** How a learning rate enters an update, e.g. `(lr) => -lr`. */
export type LrTerm = (lr: number) => number;

/**
 * How the learning rate can enter an update of an optimizer of ours: as it is or negated in those of
 * TensorFlow.js; in a rule as the numbers that follow from it, found by running the rule on nothing.
 */
export function lrTerms(optimizer: tf.Optimizer): readonly LrTerm[] {
  if (!isRuleOptimizer(optimizer)) return [(lr) => lr, (lr) => -lr];
  const { rule, hyperParameters } = optimizer;
  const numbers = (lr: number) => numbersOf(rule, lr, hyperParameters);
  const other = numbers(0.25);
  return numbers(0.5).flatMap((number, i) =>
    number === other[i] ? [] : [(lr: number) => numbers(lr)[i] as number],
  );
}

function numbersOf(rule: UpdateRule, lr: number, hyperParameters: Values): number[] {
  const seen: number[] = [];
  const op = (...operands: (null | number)[]): null => {
    seen.push(...operands.filter((operand) => operand !== null));
    return null;
  };
  const nothing = (record: Readonly<Record<string, number>>) => mapValues(record, () => null);
  const ops: TensorOps<null> = {
    add: op,
    sub: op,
    mul: op,
    div: op,
    maximum: op,
    relu: op,
    abs: op,
    sign: op,
    sqrt: op,
    square: op,
  };
  const step = rule.step<null>(ops, {
    lr,
    counters: nothing(rule.counters(hyperParameters)),
    hyperParameters,
  });
  step.update({ parameter: null, gradient: null, slots: nothing(rule.slots(hyperParameters)) });
  return seen;
}
