import * as tf from "../lib/core.ts";

/** A saved state: `restore` may be called many times, `dispose` frees the copies. */
export interface Captured {
  restore(): void;
  dispose(): void;
}

/** Puts one slot's value back; takes what the slot holds now and gives what it must hold. */
type Restore = (current: unknown) => unknown;

type Fields = Record<string, unknown>;

/**
 * Saves fields of an object bit for bit: numbers and other plain values, tensors, variables, typed
 * arrays, and arrays, maps, plain objects and optimizers of these, to any depth. Tensors are saved
 * without copying their data. Restoring keeps the identity of objects and variables that still
 * live, and disposes tensors that came into the fields since (slots made by the first step).
 *
 * By introspection and not by `getWeights`/`setWeights`, because Adamax has none, and Adam's
 * computes its powers of beta anew, which is not bit-exact.
 *
 * @param root e.g. an optimizer
 * @param keys the fields to save; default: all own fields, and fields added later are removed
 * @param foreign tensors that the fields may point to but do not own (a model's weights)
 */
export function captureFields(
  root: object,
  keys?: readonly string[],
  foreign: ReadonlySet<unknown> = new Set(),
): Captured {
  const copies: tf.Tensor[] = [];
  const seen = new Map<object, Restore>();
  // Containers already put back in this restore: a cycle comes back to one of them.
  const done = new Set<object>();
  const put = captureObject(root as Fields, keys);
  return {
    restore() {
      done.clear();
      put(root);
    },
    dispose: () => tf.dispose(copies),
  };

  function capture(value: unknown): Restore {
    if (typeof value !== "object" || value === null) return replaceBy(value);
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (value instanceof tf.Variable) return remember(value, captureVariable(value));
    if (value instanceof tf.Tensor) return remember(value, captureTensor(value));
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return remember(value, captureTypedArray(value as Uint8Array));
    }
    if (Array.isArray(value)) return captureArray(value);
    if (value instanceof Map) return captureMap(value);
    if (isPlain(value) || isOptimizer(value)) return captureObject(value as Fields);
    return remember(value, replaceBy(value));
  }

  function remember(value: object, restore: Restore): Restore {
    seen.set(value, restore);
    return restore;
  }

  function rememberContainer(original: object, putBack: () => void): Restore {
    return remember(original, (current) => {
      if (current !== original) discard(current);
      if (!done.has(original)) {
        done.add(original);
        putBack();
      }
      return original;
    });
  }

  function replaceBy(value: unknown): Restore {
    return (current) => {
      if (current !== value) discard(current);
      return value;
    };
  }

  function save(tensor: tf.Tensor): tf.Tensor {
    const copy = tf.keep(tf.clone(tensor));
    copies.push(copy);
    return copy;
  }

  function captureTensor(original: tf.Tensor): Restore {
    const copy = save(original);
    let held = original;
    return (current) => {
      if (current !== held) discard(current);
      if (held.isDisposed) held = tf.keep(tf.clone(copy));
      return held;
    };
  }

  function captureVariable(original: tf.Variable): Restore {
    const copy = save(original);
    let held = original;
    return (current) => {
      if (current !== held) discard(current);
      if (held.isDisposed) held = tf.variable(copy, original.trainable, original.name);
      else held.assign(copy);
      return held;
    };
  }

  function captureTypedArray(original: Uint8Array): Restore {
    const copy = original.slice();
    return () => {
      original.set(copy);
      return original;
    };
  }

  function captureArray(original: unknown[]): Restore {
    const items: Restore[] = [];
    const restore = rememberContainer(original, () => {
      for (const extra of original.splice(items.length)) discard(extra);
      items.forEach((put, i) => {
        original[i] = put(original[i]);
      });
    });
    for (const item of original) items.push(capture(item));
    return restore;
  }

  function captureMap(original: Map<unknown, unknown>): Restore {
    const entries = new Map<unknown, Restore>();
    const restore = rememberContainer(original, () => {
      const now = new Map(original);
      original.clear();
      for (const [key, put] of entries) original.set(key, put(now.get(key)));
      for (const [key, value] of now) if (!entries.has(key)) discard(value);
    });
    for (const [key, value] of original) entries.set(key, capture(value));
    return restore;
  }

  function captureObject(original: Fields, only?: readonly string[]): Restore {
    const entries = new Map<string, Restore>();
    const restore = rememberContainer(original, () => {
      for (const key of only ?? Object.keys(original)) {
        if (entries.has(key)) continue;
        discard(original[key]);
        delete original[key];
      }
      for (const [key, put] of entries) {
        const value = put(original[key]);
        if (!Object.is(value, original[key])) original[key] = value;
      }
    });
    for (const key of only ?? Object.keys(original)) {
      if (Object.hasOwn(original, key)) entries.set(key, capture(original[key]));
    }
    return restore;
  }

  function discard(value: unknown): void {
    disposeTensors(value, (tensor) => !foreign.has(tensor) && !seen.has(tensor));
  }
}

/** Disposes every tensor that the fields of an optimizer or plain structure hold. */
export function disposeTensors(
  value: unknown,
  owns: (tensor: tf.Tensor) => boolean = () => true,
): void {
  for (const tensor of tensorsWithin(value)) {
    if (!tensor.isDisposed && owns(tensor)) tensor.dispose();
  }
}

/** Every tensor that the fields of an optimizer or plain structure hold, to any depth. */
export function tensorsWithin(value: unknown): Set<tf.Tensor> {
  const found = new Set<tf.Tensor>();
  const visited = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || visited.has(value)) return;
    visited.add(value);
    if (value instanceof tf.Tensor) found.add(value);
    else if (Array.isArray(value) || value instanceof Map)
      for (const item of value.values()) visit(item);
    else if (isPlain(value) || isOptimizer(value)) Object.values(value).forEach(visit);
  };
  visit(value);
  return found;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function isOptimizer(value: object): boolean {
  return value instanceof tf.Optimizer;
}
