const waits = new Set<{ readonly what: string }>();

/**
 * Runs code of the user's, and remembers that it is waited for.
 *
 * @param what for a sentence: "WHAT never comes to its end"
 */
export async function waitingFor<T>(what: string, run: () => T | Promise<T>): Promise<T> {
  const wait = { what };
  waits.add(wait);
  try {
    return await run();
  } finally {
    waits.delete(wait);
  }
}

/** What is waited for, the last one first. */
export function waitedFor(): string[] {
  return [...waits].map(({ what }) => what).reverse();
}
