import type { SessionBase } from "./resolve-options.ts";
import { openSession, type Session } from "./session.ts";

/** Opens sessions, some of them ahead of their time. */
export interface Starter {
  /** A session that nothing has been asked of yet. */
  open(seed: number): Promise<Session>;
  /** Ends what was started ahead and not used. */
  close(): Promise<void>;
}

/**
 * A starter that keeps up to `warm` processes ahead, with the seeds of `nextSeeds` in their order.
 * A process ahead that fails is left out: the one that is started when it is due tells why.
 */
export function sessionStarter(
  base: SessionBase,
  nextSeeds: readonly number[],
  warm: number,
): Starter {
  const queue = [...nextSeeds];
  const ahead = new Map<number, Promise<Session | undefined>>();

  const topUp = () => {
    while (ahead.size < warm) {
      const seed = queue.shift();
      if (seed === undefined) return;
      ahead.set(
        seed,
        openSession({ ...base, seed }).catch(() => undefined),
      );
    }
  };

  return {
    async open(seed) {
      const started = ahead.get(seed);
      ahead.delete(seed);
      const warmOne = await started;
      const session = warmOne?.over === false ? warmOne : await openSession({ ...base, seed });
      topUp();
      return session;
    },
    async close() {
      queue.length = 0;
      const all = [...ahead.values()];
      ahead.clear();
      await Promise.all(all.map(async (started) => (await started)?.close()));
    },
  };
}
