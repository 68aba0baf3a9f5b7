import type { Assembled, Loops } from "../wasm/loops.ts";
import { CALL_NUMBERS } from "../wasm/threads.ts";

/** Calls of the loops, written down instead of made, part after part; used again for every job. */
export class Tape {
  /** Has the loops' own signatures. */
  readonly loops: Loops;
  #ints = new Int32Array(1 << 12);
  #floats = new Float32Array(this.#ints.buffer);
  #end = 0;
  #starts: number[] = [0];

  constructor(signatures: Assembled["signatures"]) {
    const recorders = signatures.map(({ name, params }, index) => {
      const isFloat = params.map((type) => type === "f32");
      return [
        name,
        (...args: number[]) => {
          if (this.#end + CALL_NUMBERS > this.#ints.length) this.#grow();
          const at = this.#end;
          this.#ints[at] = index;
          for (let i = 0; i < isFloat.length; i++) {
            if (isFloat[i]) this.#floats[at + 1 + i] = args[i] as number;
            else this.#ints[at + 1 + i] = args[i] as number;
          }
          this.#end = at + CALL_NUMBERS;
        },
      ] as const;
    });
    this.loops = Object.fromEntries(recorders) as Record<string, unknown> & Loops;
  }

  /** Everything written from here on belongs to the next part. */
  endPart(): void {
    this.#starts.push(this.#end);
  }

  clear(): void {
    this.#end = 0;
    this.#starts = [0];
  }

  /** Bytes that {@link copyTo} writes. */
  get bytes(): number {
    return 4 * (this.#starts.length + this.#end);
  }

  /** The addresses at which each part begins and the last one ends, then the calls. */
  copyTo(memory: Int32Array, address: number): void {
    const calls = address + 4 * this.#starts.length;
    memory.set(
      this.#starts.map((start) => calls + 4 * start),
      address / 4,
    );
    memory.set(this.#ints.subarray(0, this.#end), calls / 4);
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#ints.length);
    larger.set(this.#ints);
    this.#ints = larger;
    this.#floats = new Float32Array(larger.buffer);
  }
}
