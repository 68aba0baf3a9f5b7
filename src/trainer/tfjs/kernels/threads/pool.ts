import type { OneThreadReason } from "../../../../contract/trainer.ts";
import type { Assembled, Loops } from "../wasm/loops.ts";
import { CONTROL, PART_BITS } from "../wasm/threads.ts";
import { type Choice, ChoiceByTime } from "./choice.ts";
import { Tape } from "./tape.ts";
import { mayStartWorkers, type StartedWorker, startWorker } from "./workers.ts";

/** Parts for each thread, so that one that is held up does not hold up all. */
const PARTS_A_THREAD = 2;

/** Times that a worker looks for the next job before it sleeps: some tenths of a millisecond. */
const WORKER_SPINS = 100_000;
/** Times that the end of a job is looked for before the thread that gave it sleeps: about as long. */
const MAIN_SPINS = 20_000;

/** A job that does not go on for so long has lost a worker. */
const LOST_MS = 10_000;

/** Work on the shared memory that can be done in parts, in any order, by any thread. */
export interface Job {
  /** In how many parts; 1 when it is done by this thread alone. */
  readonly parts: number;
  /**
   * @param body makes the calls of one part. A part depends on nothing that another one writes, and can be
   *   run again from its beginning: it sets what it adds to.
   */
  run(body: (loops: Loops, part: number) => void): void;
}

/**
 * Workers on the memory of a backend. They start with the first job that is large enough, sleep between
 * jobs and end with the process. Whether a job is shared is decided by its time alone and with them; the
 * numbers are the same either way. Where no worker can be started, or one is lost, this thread goes on
 * alone.
 */
export class Pool {
  readonly #memory: WebAssembly.Memory;
  readonly #assembled: Assembled;
  readonly #take: (control: number, known: number) => void;
  readonly #allocate: (bytes: number) => number;
  readonly #free: (address: number) => void;
  readonly #lostMs: number;
  readonly #startWorker: typeof startWorker;
  readonly #tape: Tape;
  readonly #functions: WebAssembly.Module[] = [];
  readonly #choice: Pick<ChoiceByTime, "next" | "took">;
  #workers: StartedWorker[] | undefined;
  #wanted: number;
  #hasWorked = false;
  #control = 0;
  /** Of the memory as it was last; it may have grown. */
  #view: Int32Array = new Int32Array(0);
  #number = 0;
  readonly #rooms: ({ readonly address: number; readonly bytes: number } | undefined)[] = [];

  constructor(options: {
    readonly memory: WebAssembly.Memory;
    readonly assembled: Assembled;
    readonly take: (control: number, known: number) => void;
    readonly allocate: (bytes: number) => number;
    readonly free: (address: number) => void;
    /** This thread and the workers. */
    readonly threads: number;
    /** Milliseconds without progress after which a worker is taken for lost. @default 10000 */
    readonly lostMs?: number | undefined;
    /** @default workers of Node.js or the browser */
    readonly start?: typeof startWorker | undefined;
    /** Decides between alone and together. @default by their time */
    readonly choice?: Pick<ChoiceByTime, "next" | "took"> | undefined;
  }) {
    this.#memory = options.memory;
    this.#assembled = options.assembled;
    this.#take = options.take;
    this.#allocate = options.allocate;
    this.#free = options.free;
    this.#lostMs = options.lostMs ?? LOST_MS;
    this.#startWorker = options.start ?? startWorker;
    this.#choice = options.choice ?? new ChoiceByTime();
    this.#wanted = options.threads - 1;
    this.#tape = new Tape(options.assembled.signatures);
  }

  /** Threads that share the work, this one included, once they have started. */
  get threads(): number {
    return 1 + this.#wanted;
  }

  /** Why there are no workers, where there are none any more. */
  get lost(): OneThreadReason {
    if (this.#hasWorked) return "its workers have ended";
    return mayStartWorkers()
      ? "no worker could be started"
      : "Node.js runs with --permission and without --allow-worker";
  }

  /** Workers that are waiting for work. */
  get ready(): number {
    if (this.#control === 0 || this.#wanted === 0) return 0;
    return Atomics.load(this.#ints(), (this.#control + CONTROL.ready) / 4);
  }

  /**
   * @param key jobs with the same key take the same time
   * @param most parts that it can be divided into
   */
  plan(key: string, most: number): Job {
    if (this.#wanted > 0 && this.#workers === undefined) this.#start();
    const alone: Job = { parts: 1, run: (body) => body(this.#assembled.loops, 0) };
    if (this.ready === 0) return alone;
    const parts = Math.min(most, PARTS_A_THREAD * this.threads);
    const way = this.#choice.next(key);
    const chosen: Job =
      way === "alone" ? alone : { parts, run: (body) => this.#share(parts, body) };
    return { parts: chosen.parts, run: (body) => this.#timed(key, way, () => chosen.run(body)) };
  }

  /** Gives the workers one more function for their tables, as this thread has it: the export `run` of a module. */
  learn(module: WebAssembly.Module): void {
    this.#functions.push(module);
    if (this.#workers === undefined || this.#control === 0) return;
    this.#store(CONTROL.functions, this.#functions.length);
    for (const worker of this.#workers) worker.learn(module);
    this.#wake();
  }

  /** Ends the workers; jobs are done by this thread alone from then on. */
  close(): void {
    this.#hasWorked ||= this.ready > 0;
    this.#wanted = 0;
    if (this.#control === 0) return;
    this.#store(CONTROL.closed, 1);
    this.#wake();
    const workers = this.#workers ?? [];
    this.#workers = [];
    for (const worker of workers) worker.end();
  }

  #start(): void {
    this.#control = this.#allocate(CONTROL.bytes + 64);
    if (this.#control === 0) {
      this.#wanted = 0;
      return;
    }
    // On a cache line of its own.
    this.#control = (this.#control + 63) & ~63;
    this.#ints().fill(0, this.#control / 4, (this.#control + CONTROL.bytes) / 4);
    this.#store(CONTROL.functions, this.#functions.length);
    const task = {
      module: this.#assembled.module,
      functions: [...this.#functions],
      memory: this.#memory,
      control: this.#control,
      spins: WORKER_SPINS,
    };
    this.#workers = [];
    for (let i = 0; i < this.#wanted; i++) {
      const worker = this.#startWorker(task, () => this.close());
      if (worker === undefined) break;
      this.#workers.push(worker);
    }
    this.#wanted = this.#workers.length;
  }

  #timed(key: string, way: Choice, run: () => void): void {
    const started = performance.now();
    run();
    this.#choice.took(key, way, performance.now() - started);
  }

  /**
   * Gives parts to the workers, each as soon as its calls are written down, and does the last one and what
   * nobody has taken.
   */
  #share(parts: number, body: (loops: Loops, part: number) => void): void {
    this.#number = (this.#number + 1) & (2 ** (32 - PART_BITS) - 1);
    const job = this.#number << PART_BITS;
    this.#store(CONTROL.done, 0);
    this.#store(CONTROL.given, job);
    this.#store(CONTROL.next, job);
    let given = 0;
    for (let part = 0; part < parts; part++) {
      const isGiven = part < parts - 1 && this.#give(job, given, (loops) => body(loops, part));
      if (isGiven) given++;
      else body(this.#assembled.loops, part);
    }
    this.#take(this.#control, this.#functions.length);
    if (this.#finish(given)) return;
    this.close();
    for (let part = 0; part < parts; part++) body(this.#assembled.loops, part);
  }

  /** Offers the calls of a part as the job's part `at`; false where there is no memory for them. */
  #give(job: number, at: number, calls: (loops: Loops) => void): boolean {
    const tape = this.#tape;
    tape.clear();
    calls(tape.loops);
    const address = this.#roomFor(at, tape.bytes);
    if (address === 0) return false;
    const ints = this.#ints();
    tape.copyTo(ints, address);
    ints.set([address, address + tape.bytes], (this.#control + CONTROL.parts) / 4 + 2 * at);
    this.#store(CONTROL.given, job | (at + 1));
    this.#wake();
    return true;
  }

  /** Makes workers look for something to do. */
  #wake(): void {
    const ints = this.#ints();
    Atomics.add(ints, (this.#control + CONTROL.epoch) / 4, 1);
    Atomics.notify(ints, (this.#control + CONTROL.epoch) / 4);
  }

  #store(offset: number, value: number): void {
    Atomics.store(this.#ints(), (this.#control + offset) / 4, value);
  }

  /** Waits until so many parts are done; false when they do not come to an end. */
  #finish(parts: number): boolean {
    const ints = this.#ints();
    const done = (this.#control + CONTROL.done) / 4;
    for (let spins = 0; spins < MAIN_SPINS; spins++) {
      if (Atomics.load(ints, done) === parts) return true;
    }
    let last = -1;
    let since = performance.now();
    for (;;) {
      const count = Atomics.load(ints, done);
      if (count === parts) return true;
      if (count !== last) {
        last = count;
        since = performance.now();
      }
      if (performance.now() - since > this.#lostMs) return false;
      pause(ints, done, count);
    }
  }

  /** Address of memory for the calls of a part, kept from job to job; 0 where there is none. */
  #roomFor(part: number, bytes: number): number {
    const room = this.#rooms[part];
    if (room !== undefined && bytes <= room.bytes) return room.address;
    if (room !== undefined) this.#free(room.address);
    const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, 4)));
    const address = this.#allocate(size);
    this.#rooms[part] = address === 0 ? undefined : { address, bytes: size };
    return address;
  }

  #ints(): Int32Array {
    const { buffer } = this.#memory;
    if (this.#view.buffer !== buffer) this.#view = new Int32Array(buffer);
    return this.#view;
  }
}

let canSleep = true;

/** Sleeps until the number changes, at most some milliseconds; the main thread of a page may not. */
function pause(ints: Int32Array, index: number, value: number): void {
  if (!canSleep) return;
  try {
    Atomics.wait(ints, index, value, 5);
  } catch {
    canSleep = false;
  }
}
