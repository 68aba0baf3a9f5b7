/** By this thread alone, or together with the workers. */
export type Choice = "alone" | "together";

/** Times of each way that are compared. */
const TRIALS = 5;
/** After so many jobs of a kind both ways are tried again: the machine may have more or less to do. */
const VALID_FOR = 2000;
/** Kinds that are remembered; a program with more of them has none that comes often. */
const MOST_KINDS = 1000;

interface Kind {
  readonly times: Readonly<Record<Choice, number[]>>;
  chosen: Choice | undefined;
  left: number;
}

/** Finds for each kind of job whether it takes less time alone or together, by trying both. */
export class ChoiceByTime {
  readonly #kinds = new Map<string, Kind>();

  /** The way to go now. */
  next(key: string): Choice {
    const kind = this.#kindOf(key);
    if (kind.chosen !== undefined && kind.left-- > 0) return kind.chosen;
    if (kind.chosen !== undefined) this.#forget(kind);
    const { alone, together } = kind.times;
    return alone.length <= together.length ? "alone" : "together";
  }

  /** Says how long it took that way. */
  took(key: string, way: Choice, ms: number): void {
    const kind = this.#kindOf(key);
    if (kind.chosen !== undefined) return;
    kind.times[way].push(ms);
    const { alone, together } = kind.times;
    if (alone.length < TRIALS || together.length < TRIALS) return;
    kind.chosen = middle(together) < middle(alone) ? "together" : "alone";
    kind.left = VALID_FOR;
  }

  #kindOf(key: string): Kind {
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    if (this.#kinds.size >= MOST_KINDS) this.#kinds.clear();
    const kind: Kind = { times: { alone: [], together: [] }, chosen: undefined, left: 0 };
    this.#kinds.set(key, kind);
    return kind;
  }

  #forget(kind: Kind): void {
    kind.times.alone.length = 0;
    kind.times.together.length = 0;
    kind.chosen = undefined;
  }
}

function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}
