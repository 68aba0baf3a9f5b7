import util from "node:util";

/**
 * `node:util` as tfjs-node 4.22.0 expects it: with `isNullOrUndefined` and `isArray`, which Node.js
 * 22 warns about and 23 removed. Only tfjs-node is given this object; `node:util` stays as it is.
 */
export const utilForTfjsNode: object = Object.create(util, {
  isNullOrUndefined: { value: (value: unknown) => value === null || value === undefined },
  isArray: { value: Array.isArray },
});
