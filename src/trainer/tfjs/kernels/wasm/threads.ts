import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  advance,
  atomicAdd,
  atomicLoad,
  atomicNotify,
  atomicReplace,
  atomicWait,
  below,
  both,
  call,
  callIndirect,
  choose,
  equal,
  FunctionBuilder,
  get,
  int,
  leave,
  lessThan,
  loadFloat,
  loadInt,
  loopWhile,
  mul,
  notEqual,
  set,
  shiftRight,
  sub,
  when,
  whenElse,
} from "./instructions.ts";

/**
 * Numbers that the threads share, by their distance in bytes from where they begin. Those that several
 * threads write are a cache line apart. A job's number stands in the upper 24 bits of what says how far it
 * is, so that a thread that comes late takes nothing of the next one by mistake.
 */
export const CONTROL = {
  /** Grows with every part that is given; what workers sleep on. */
  epoch: 0,
  /** The job's number, and the next part that nobody has taken. */
  next: 64,
  /** Parts that are done; what whoever gave the job waits for. */
  done: 128,
  /** The job's number, and how many parts have been given. */
  given: 192,
  /** 1 when workers are to end. */
  closed: 196,
  /** Workers that have started. */
  ready: 200,
  /** Functions in the table of a thread that knows all of them; who knows fewer takes nothing. */
  functions: 204,
  /** For each part the addresses at which its calls begin and end. */
  parts: 256,
  bytes: 256 + 8 * 256,
} as const;

/** Bits of a number that count parts; a job's number has the others. */
export const PART_BITS = 8;

/** Numbers that a call takes on the tape: which function, and the most arguments of any. */
export const CALL_NUMBERS = 17;

/**
 * Makes the calls that are written from `at` up to `end`: the index of a function among `functions`, then
 * its arguments.
 */
export function runPartFunction(functions: readonly FunctionSource[]): FunctionSource {
  const f = new FunctionBuilder();
  const [at, end] = [f.param(), f.param()];
  const cases = functions.map(({ params }, index) =>
    call(
      index,
      params.map((type, i) => {
        const place = 4 * (i + 1);
        return type === "f32" ? loadFloat(get(at), place) : loadInt(get(at), place);
      }),
    ),
  );
  return f.build(
    "runPart",
    loopWhile(below(get(at), get(end)), [
      ...choose(loadInt(get(at)), cases),
      ...advance(at, int(4 * CALL_NUMBERS)),
    ]),
  );
}

/** Calls a function of the table; its place stands at `args`, followed by numbers of its own. */
export function callFunction(index: number): FunctionSource {
  const f = new FunctionBuilder();
  const [args, from, to] = f.params(3);
  return f.build("call", callIndirect(index, [get(args), get(from), get(to)], loadInt(get(args))));
}

/**
 * Takes parts of the present job and runs them until none is left that has been given, or there are more
 * functions than the `known` ones.
 *
 * @param runPart index of that function
 */
export function takeFunction(runPart: number): FunctionSource {
  const f = new FunctionBuilder();
  const [control, known] = f.params(2);
  const [claim, given, place, done] = f.locals(4);
  const word = (offset: number): Code => add(get(control), int(offset));
  const part = (local: number): Code => both(get(local), int(2 ** PART_BITS - 1));
  const job = (local: number): Code => shiftRight(get(local), int(PART_BITS));
  return f.build(
    "take",
    loopWhile(int(1), [
      ...set(given, atomicLoad(word(CONTROL.given))),
      ...set(claim, atomicLoad(word(CONTROL.next))),
      ...when(notEqual(job(claim), job(given)), leave),
      ...when(lessThan(sub(part(given), int(1)), part(claim)), leave),
      ...when(notEqual(atomicLoad(word(CONTROL.functions)), get(known)), leave),
      ...when(
        equal(atomicReplace(word(CONTROL.next), get(claim), add(get(claim), int(1))), get(claim)),
        [
          ...set(place, add(word(CONTROL.parts), mul(part(claim), int(8)))),
          ...call(runPart, [loadInt(get(place)), loadInt(get(place), 4)]),
          ...set(done, atomicAdd(word(CONTROL.done), int(1))),
          // Read after it: whoever waits has given everything before.
          ...set(given, atomicLoad(word(CONTROL.given))),
          ...when(equal(get(done), sub(part(given), int(1))), atomicNotify(word(CONTROL.done))),
        ],
      ),
    ]),
  );
}

/**
 * What a worker does until it is closed, or there are more functions than it knows: it waits for a job,
 * looking `spins` times before it sleeps, and takes parts of it.
 *
 * @param take index of that function
 */
export function workFunction(take: number): FunctionSource {
  const f = new FunctionBuilder();
  const [control, spins, known] = f.params(3);
  const [seen, epoch, looks] = f.locals(3);
  const word = (offset: number): Code => add(get(control), int(offset));
  return f.build(
    "work",
    loopWhile(equal(atomicLoad(word(CONTROL.functions)), get(known)), [
      ...set(epoch, atomicLoad(word(CONTROL.epoch))),
      ...whenElse(
        equal(get(epoch), get(seen)),
        [
          ...advance(looks, int(1)),
          ...when(lessThan(get(spins), get(looks)), [
            ...atomicWait(word(CONTROL.epoch), get(seen)),
            ...set(looks, int(0)),
          ]),
        ],
        [
          ...set(seen, get(epoch)),
          ...set(looks, int(0)),
          ...when(atomicLoad(word(CONTROL.closed)), leave),
          ...call(take, [get(control), get(known)]),
        ],
      ),
    ]),
  );
}
