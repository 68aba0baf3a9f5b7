import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** What draws numbers of the system's, which no seed reaches. */
const DRAWING = [
  "getRandomValues",
  "randomBytes",
  "randomFill",
  "randomFillSync",
  "randomInt",
] as const;

/**
 * Runs code of the user's that makes a model or data, and tells whether random numbers of the system's
 * were drawn meanwhile: which they are is not changed. What other code of the process draws at the same
 * time counts too.
 */
export async function whileWatched<T>(
  run: () => Promise<T>,
): Promise<{ readonly made: T; readonly drew: boolean }> {
  let drew = false;
  const web: object = Object.getPrototypeOf(globalThis.crypto);
  const places = [
    ...DRAWING.map((name) => ({ holder: crypto as object, name })),
    { holder: web, name: "getRandomValues" },
  ];
  const putBack = places.map(({ holder, name }) => {
    const original = Object.getOwnPropertyDescriptor(holder, name);
    if (original === undefined || typeof original.value !== "function") return () => {};
    const value = new Proxy(original.value, {
      apply(target, self, args) {
        drew = true;
        return Reflect.apply(target, self, args);
      },
    });
    Object.defineProperty(holder, name, { ...original, value });
    return () => Object.defineProperty(holder, name, original);
  });
  syncBuiltinESMExports();
  try {
    return { made: await run(), drew };
  } finally {
    for (const back of putBack.reverse()) back();
    syncBuiltinESMExports();
  }
}
