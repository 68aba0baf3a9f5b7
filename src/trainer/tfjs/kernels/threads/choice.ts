/** By this thread alone, or together with the workers. */
export type Choice = "alone" | "together";

/** Latest times of each way that are compared. */
const KEPT = 8;
/** Of each way before one is chosen. */
const TRIALS = 3;
/** Jobs of a kind between two times that the other way is tried: more with each time that it loses. */
const SOONEST = 16;
const LATEST = 512;
/** Kinds that are remembered; a program with more of them has none that comes often. */
const MOST_KINDS = 1000;

/**
 * Finds for each kind of job whether it takes less time alone or together, by trying both. The way that
 * lost is tried again from time to time: the machine may have been busy with something else.
 */
export class ChoiceByTime {
  readonly #kinds = new Map<string, Kind>();

  /** The way to go now. */
  next(key: string): Choice {
    return this.#kindOf(key).next();
  }

  /** Says how long it took that way. */
  took(key: string, way: Choice, ms: number): void {
    this.#kindOf(key).took(way, ms);
  }

  #kindOf(key: string): Kind {
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    if (this.#kinds.size >= MOST_KINDS) this.#kinds.clear();
    const kind = new Kind();
    this.#kinds.set(key, kind);
    return kind;
  }
}

class Kind {
  readonly #times = { alone: new Latest(), together: new Latest() };
  #better: Choice = "together";
  #patience = SOONEST;
  #left = SOONEST;

  next(): Choice {
    const { alone, together } = this.#times;
    if (this.#isNew) return alone.count <= together.count ? "alone" : "together";
    if (this.#left > 0) return this.#better;
    return otherThan(this.#better);
  }

  get #isNew(): boolean {
    const { alone, together } = this.#times;
    return Math.min(alone.count, together.count) < TRIALS;
  }

  took(way: Choice, ms: number): void {
    const times = this.#times;
    times[way].add(ms);
    const better = times.together.usual < times.alone.usual ? "together" : "alone";
    if (better === this.#better && way === better) {
      this.#left--;
      return;
    }
    if (better !== this.#better || this.#isNew) this.#patience = SOONEST;
    else this.#patience = Math.min(LATEST, 2 * this.#patience);
    this.#better = better;
    // A try that would have won is made once more at once: one alone decides nothing.
    this.#left = way !== better && ms < times[better].usual ? 1 : this.#patience;
  }
}

function otherThan(way: Choice): Choice {
  return way === "alone" ? "together" : "alone";
}

/** The latest times of one way. */
class Latest {
  readonly #times = new Float64Array(KEPT).fill(Number.POSITIVE_INFINITY);
  /** All that there were. */
  count = 0;
  /** The second shortest: what holds a thread up only adds to its time, and one time may be luck. */
  usual = Number.POSITIVE_INFINITY;

  add(ms: number): void {
    this.#times[this.count++ % KEPT] = ms;
    let shortest = Number.POSITIVE_INFINITY;
    this.usual = Number.POSITIVE_INFINITY;
    for (const each of this.#times) {
      if (each < shortest) {
        this.usual = shortest;
        shortest = each;
      } else if (each < this.usual) this.usual = each;
    }
  }
}
