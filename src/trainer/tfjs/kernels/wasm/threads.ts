import type { Code, FunctionSource } from "./assemble.ts";
import {
  add,
  advance,
  atomicAdd,
  atomicLoad,
  atomicNotify,
  atomicWait,
  below,
  both,
  call,
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
 * threads write are a cache line apart.
 */
export const CONTROL = {
  /** Grows with every job; what workers sleep on. */
  epoch: 0,
  /** Next part that nobody has taken: the job's number in the upper 16 bits, the part in the lower ones. */
  next: 64,
  /** Parts that are done; what whoever gave the job waits for. */
  done: 128,
  /** The job's number in the upper 16 bits, how many parts it has in the lower ones. */
  count: 192,
  /** Address of the job. */
  tape: 196,
  /** 1 when workers are to end. */
  closed: 200,
  /** Workers that have started. */
  ready: 204,
  bytes: 256,
} as const;

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

/**
 * Takes parts of the present job and runs them until none is left. A part is taken with the number of its
 * job, so that a thread that comes late takes nothing of the next one by mistake.
 *
 * @param runPart index of that function
 */
export function takeFunction(runPart: number): FunctionSource {
  const f = new FunctionBuilder();
  const control = f.param();
  const [claim, limit, starts] = f.locals(3);
  const word = (offset: number): Code => add(get(control), int(offset));
  const low = (local: number): Code => both(get(local), int(0xffff));
  const high = (local: number): Code => shiftRight(get(local), int(16));
  return f.build(
    "take",
    loopWhile(int(1), [
      ...set(claim, atomicAdd(word(CONTROL.next), int(1))),
      ...set(limit, atomicLoad(word(CONTROL.count))),
      ...when(notEqual(high(claim), high(limit)), leave),
      ...when(lessThan(sub(low(limit), int(1)), low(claim)), leave),
      ...set(starts, add(loadInt(word(CONTROL.tape)), mul(low(claim), int(4)))),
      ...call(runPart, [loadInt(get(starts)), loadInt(get(starts), 4)]),
      ...when(
        equal(atomicAdd(word(CONTROL.done), int(1)), sub(low(limit), int(1))),
        atomicNotify(word(CONTROL.done)),
      ),
    ]),
  );
}

/**
 * What a worker does until it is closed: it waits for a job, looking `spins` times before it sleeps, and
 * takes parts of it.
 *
 * @param take index of that function
 */
export function workFunction(take: number): FunctionSource {
  const f = new FunctionBuilder();
  const [control, spins] = [f.param(), f.param()];
  const [seen, epoch, looks] = f.locals(3);
  const word = (offset: number): Code => add(get(control), int(offset));
  return f.build(
    "work",
    set(looks, atomicAdd(word(CONTROL.ready), int(1))),
    set(looks, int(0)),
    loopWhile(int(1), [
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
          ...call(take, [get(control)]),
        ],
      ),
    ]),
  );
}
