/** The engine that all copies of TensorFlow.js in a process share, as far as it is used here. */
interface SharedEngine {
  readonly ENV: { getBool(flag: string): boolean; set(flag: string, value: boolean): void };
}

/**
 * Runs what loads packages of TensorFlow.js without the lines that these print where another copy has been
 * loaded before: one for each of its hundreds of kernels, and one for the platform. The test flag is what
 * silences them; it is set back whatever happens. With it TensorFlow.js also looks for leaks in every kernel:
 * train nothing meanwhile.
 */
export function quietly<T>(load: () => T): T {
  const { _tfengine } = globalThis as { readonly _tfengine?: SharedEngine };
  // Without an engine nothing has been loaded that could be there twice.
  if (_tfengine === undefined) return load();
  const { ENV } = _tfengine;
  const before = ENV.getBool("IS_TEST");
  const restore = () => ENV.set("IS_TEST", before);
  ENV.set("IS_TEST", true);
  let made: T;
  try {
    made = load();
  } catch (error) {
    restore();
    throw error;
  }
  if (made instanceof Promise) return made.finally(restore) as T;
  restore();
  return made;
}
