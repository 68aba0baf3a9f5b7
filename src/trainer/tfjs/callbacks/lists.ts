import * as own from "../lib/layers.ts";

/** A callback that has to know the model which trains. */
interface ModelCallback {
  setModel(model: object): void;
}

/** What is used of a copy of `@tensorflow/tfjs-layers`. */
interface Copy {
  readonly LayersModel: { readonly prototype: Methods };
  readonly Callback: new () => object;
  readonly CustomCallback: new (hooks: object, yieldEvery: unknown) => object;
}

type Method = (this: object, ...given: unknown[]) => unknown;
type Methods = Record<(typeof METHODS)[number], Method>;

const METHODS = ["fit", "fitDataset"] as const;

const callbacks = new WeakSet<object>();
const taught = new WeakSet<object>();

/**
 * Lets the `fit` and `fitDataset` of every copy of TensorFlow.js in this process tell a callback which
 * model trains, wherever it stands in the list of callbacks. By itself TensorFlow.js tells only a list that
 * begins with an object of that copy's own class; of any other list it takes the functions out of the
 * objects and tells them nothing, and a list of both kinds fails. Calls without such a callback are
 * passed on as they are.
 */
export function tellModel(callback: ModelCallback): void {
  callbacks.add(callback);
  for (const copy of copies()) {
    const { prototype } = copy.LayersModel;
    if (taught.has(prototype)) continue;
    taught.add(prototype);
    for (const name of METHODS) {
      const plain = prototype[name];
      prototype[name] = function (...given) {
        const at = given.length - 1;
        try {
          return plain.call(this, ...given.slice(0, at), withModel(this, given[at], copy));
        } catch (refused) {
          return Promise.reject(refused);
        }
      };
    }
  }
}

/** The options of a `fit` with callbacks of one kind, of which ours know the model. */
function withModel(model: object, options: unknown, copy: Copy): unknown {
  if (typeof options !== "object" || options === null || !("callbacks" in options)) return options;
  const list: unknown[] = [options.callbacks].flat();
  const ours = list.filter(isOurs);
  if (ours.length === 0) return options;
  for (const callback of ours) callback.setModel(model);
  const yieldEvery = "yieldEvery" in options ? options.yieldEvery : undefined;
  const whole = list.map((each) =>
    isWhole(each) ? each : new copy.CustomCallback(each as object, yieldEvery),
  );
  // The first one is what the kind of the list is told by.
  return { ...options, callbacks: [new copy.Callback(), ...whole] };
}

function isOurs(callback: unknown): callback is ModelCallback {
  return typeof callback === "object" && callback !== null && callbacks.has(callback);
}

/** Whether it is more than an object of some hooks. */
function isWhole(callback: unknown): boolean {
  return typeof (callback as Partial<ModelCallback> | null)?.setModel === "function";
}

/** The copy that we use, that of a page, and those which a program has loaded beside ours. */
function copies(): Copy[] {
  const { tf, process } = globalThis as {
    readonly tf?: unknown;
    readonly process?: { getBuiltinModule?(name: string): unknown };
  };
  // Bundles for browsers must not name the module; Node.js before 20.16 has no other way without it.
  const builtin = process?.getBuiltinModule?.("node:module") as
    | typeof import("node:module")
    | undefined;
  const loaded = Object.entries(builtin?.createRequire(import.meta.url).cache ?? {})
    .filter(([path]) => /[\\/]@tensorflow[\\/]/.test(path))
    .map(([, module]): unknown => module?.exports);
  return [own, tf, ...loaded].filter(isCopy);
}

function isCopy(value: unknown): value is Copy {
  const { LayersModel, Callback, CustomCallback } = (value ?? {}) as Partial<Copy>;
  return [LayersModel, Callback, CustomCallback].every((each) => typeof each === "function");
}
