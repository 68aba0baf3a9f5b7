import Module, { createRequire } from "node:module";
import { sep } from "node:path";

type Load = (
  this: unknown,
  request: string,
  parent: { filename?: string | null } | undefined,
  isMain: boolean,
) => unknown;

/**
 * Loads a CommonJS module, giving the files below `folder` our own answer to some of their
 * `require` calls. What the rest of the process gets is not touched, and the hook is gone when this
 * returns; the modules loaded keep what they were given.
 *
 * @param answer the module for a name, or undefined for the usual one
 */
export function requireWith(
  path: string,
  folder: string,
  answer: (request: string) => unknown,
): unknown {
  // The one place that every require passes in Node.js 20 to 24; `registerHooks` is newer than 20.
  const loader = Module as unknown as { _load: Load };
  const usual = loader._load;
  loader._load = function (request, parent, isMain) {
    const own = parent?.filename?.startsWith(folder + sep) === true ? answer(request) : undefined;
    return own ?? usual.call(this, request, parent, isMain);
  };
  try {
    return createRequire(path)(path);
  } finally {
    loader._load = usual;
  }
}
