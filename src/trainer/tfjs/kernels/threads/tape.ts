import type { Assembled, Loops } from "../wasm/loops.ts";
import { CALL_NUMBERS } from "../wasm/threads.ts";

/** Calls of the loops, written down instead of made; used again for every part. */
export class Tape {
  /** Has the loops' own signatures. */
  readonly loops: Loops;
  #ints = new Int32Array(1 << 12);
  #floats = new Float32Array(this.#ints.buffer);
  #end = 0;

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

  clear(): void {
    this.#end = 0;
  }

  /** Bytes that {@link copyTo} writes. */
  get bytes(): number {
    return 4 * this.#end;
  }

  copyTo(memory: Int32Array, address: number): void {
    memory.set(this.#ints.subarray(0, this.#end), address / 4);
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#ints.length);
    larger.set(this.#ints);
    this.#ints = larger;
    this.#floats = new Float32Array(larger.buffer);
  }
}
