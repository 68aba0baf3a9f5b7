/** A time limit that is set and lifted for every question, at no cost while it is kept. */
export interface Deadline {
  /** Expires in `ms`, unless it is lifted or set again before. */
  set(ms: number): void;
  lift(): void;
  /** Frees the timer. */
  close(): void;
}

/**
 * A deadline on one timer, which is started anew only when it fires: setting a deadline reads the
 * clock, and no more.
 */
export function deadline(onExpired: () => void): Deadline {
  let due = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let firesAt = Number.POSITIVE_INFINITY;

  const start = (at: number, now: number) => {
    clearTimeout(timer);
    firesAt = at;
    timer = setTimeout(fire, Math.max(1, at - now));
  };
  const fire = () => {
    timer = undefined;
    firesAt = Number.POSITIVE_INFINITY;
    if (due === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    if (now < due) {
      start(due, now);
      return;
    }
    due = Number.POSITIVE_INFINITY;
    onExpired();
  };

  return {
    set(ms) {
      const now = performance.now();
      due = now + ms;
      if (due < firesAt) start(due, now);
    },
    lift() {
      due = Number.POSITIVE_INFINITY;
    },
    close() {
      due = Number.POSITIVE_INFINITY;
      clearTimeout(timer);
      timer = undefined;
      firesAt = Number.POSITIVE_INFINITY;
    },
  };
}
