import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LrFinderError, TrainerError } from "../../core/errors.ts";
import type { Redactor } from "../../core/redact/redactor.ts";
import { shortenMiddle } from "../../core/shorten.ts";
import type { CancelSignal } from "../../core/signal.ts";
import type { CommandLine } from "./command-line.ts";
import { deadline } from "./deadline.ts";
import {
  beforeText,
  type Doing,
  doingText,
  expectedAnswer,
  questionLine,
  timeoutText,
} from "./doing.ts";
import { exitText, trainerError } from "./fault.ts";
import { lineCutter } from "./line-cutter.ts";
import {
  type EvaluationMessage,
  MAX_LINE_BYTES,
  type OkMessage,
  PROTOCOL_VERSION,
  type Question,
  readLine,
  type StepMessage,
  type TrainerMessage,
} from "./messages.ts";
import type { ParentStreams } from "./options.ts";
import { parentGroup } from "./parent-group.ts";
import { type Exit, startGroup } from "./process-group.ts";
import { streamTail } from "./tail.ts";
import type { TrainerLog } from "./trainer-log.ts";
import { within } from "./within.ts";

/** How one trainer process is started and how long it may take. All times in ms. */
export interface SessionOptions {
  readonly command: CommandLine;
  /** Of what the trainer says, where that goes on to others. */
  readonly redactor: Redactor;
  readonly seed: number;
  readonly cwd?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly readyTimeoutMs: number;
  readonly stepTimeoutMs: number;
  /** How long it may take to end after `close`. */
  readonly closeTimeoutMs: number;
  /** How long it may take to end after SIGTERM. */
  readonly killGraceMs: number;
  readonly log: TrainerLog;
  /** Takes a line of ordinary stdout; nothing more is read until its promise is settled. */
  readonly onOutput?: ((line: string) => void | Promise<void>) | undefined;
  /** The process that started this one, in place of the command. */
  readonly parent?: ParentStreams | undefined;
  /** Gives up waiting for `ready`, and for any other answer after two more seconds. */
  readonly signal?: CancelSignal | undefined;
}

export type ReadyMessage = Extract<TrainerMessage, { lrf: "ready" }>;

/** What comes of a question. */
interface AnswerTo {
  readonly step: StepMessage;
  readonly evaluate: EvaluationMessage;
  readonly snapshot: OkMessage;
  readonly restore: OkMessage;
  readonly reseed: OkMessage;
}

/** How a session was closed. */
export interface Closing {
  /** Set where the trainer ended by itself in time. */
  readonly exit: Exit | undefined;
  /** Processes that it left behind; they are gone now. */
  readonly leftBehind: number;
}

/** One trainer process that is ready, and the questions put to it. */
export interface Session {
  readonly pid: number;
  readonly ready: ReadyMessage;
  /** True when it can answer no more. */
  readonly over: boolean;
  /** One question at a time. */
  ask<Kind extends Question["lrf"]>(
    question: Extract<Question, { lrf: Kind }>,
  ): Promise<AnswerTo[Kind]>;
  /** Asks it to end, waits, ends it and all that it started. Never throws. */
  close(): Promise<Closing>;
}

// Characters of a trainer's own error message.
const LONGEST_ERROR = 4000;

// How long an answer may take after everything was cancelled.
const ANSWER_GRACE_MS = 2000;

// How long what follows a broken pipe or an exit may take to arrive.
const AFTERMATH_MS = 500;

// The two ends of a pipe have the names of the process that we started, or ours.
const CHILD_GONE = { stdin: "closed its stdin", stdout: "closed its stdout" };
const PARENT_GONE = {
  stdin: "does not read what it is asked (the stdout of lr-finder is closed),",
  stdout: "is gone (the stdin of lr-finder has ended),",
};

const NOT_REACHED =
  ": its script did not come to the place where it speaks to the finder (in Python serve(), which stands before the training loop)";

interface Waiting {
  readonly doing: Doing;
  readonly id: number;
  readonly timeoutMs: number;
  readonly resolve: (message: TrainerMessage) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts a trainer and waits until it is ready. Any fault ends its whole process group before it
 * is reported, and ends the session.
 *
 * @throws InputError when the command cannot be started; TrainerError for what the trainer does;
 *   LrFinderError `cancelled` when `signal` is aborted first
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { command, redactor, seed, killGraceMs, log, onOutput, signal } = options;
  const group =
    options.parent === undefined
      ? await startGroup(command, options.cwd, {
          ...options.env,
          LR_FINDER_PROTOCOL: String(PROTOCOL_VERSION),
          LR_FINDER_SEED: String(seed),
        })
      : parentGroup(options.parent);
  const gone = group.isParent ? PARENT_GONE : CHILD_GONE;
  const tail = streamTail();
  let waiting: Waiting | undefined;
  let lastId = 0;
  let stepsDone = 0;
  let rows: number | undefined;
  let closed: Promise<Closing> | undefined;
  let failure: Promise<TrainerError> | undefined;
  let hint = "";

  const streamsEnd = Promise.all(
    [group.stdout, group.stderr].map(
      (stream) => new Promise<void>((resolve) => stream.once("close", resolve)),
    ),
  );
  /** Until everything that was said has been read, or long enough if others hold the pipes open. */
  const drained = () => within(streamsEnd, AFTERMATH_MS);

  const end = async () => {
    await group.stop(killGraceMs);
    await drained();
    group.stdout.destroy();
    group.stderr.destroy();
  };

  // The first fault ends the session: first everything that the trainer started, then it is told.
  const fail = (code: string, what: string) => {
    if (failure !== undefined || closed !== undefined) return;
    const asked = waiting;
    const { exit } = group;
    limit.close();
    failure = end().then(() => {
      const facts = {
        command: group.isParent ? null : command.text,
        seed,
        doing: asked?.doing,
        stepsDone,
        exit,
      };
      const said = { what: redactor.text(what), stderr: tail.lines().map(redactor.text) };
      return trainerError({ code, ...said, ...facts });
    });
    if (asked !== undefined) void failure.then(asked.reject);
  };

  const limit = deadline(() => {
    if (waiting === undefined) return;
    const { doing, timeoutMs } = waiting;
    const code = doing.lrf === "ready" ? "ready-timeout" : "step-timeout";
    const unasked = doing.lrf === "ready" ? NOT_REACHED : "";
    fail(code, `${timeoutText(doing, timeoutMs)}${hint}${unasked}`);
  });

  // It goes into errors, results and reports.
  const boundedError = (said: string) => {
    // Before it is cut: half a secret would not be known.
    const text = redactor.text(said);
    const bounded = shortenMiddle(text, LONGEST_ERROR, log.path && basename(log.path));
    if (bounded !== text) log.write(Buffer.from(`${text}\n`));
    return bounded;
  };

  const hasSameRows = (message: TrainerMessage) => {
    if (!("losses" in message) || message.losses === undefined) return true;
    rows ??= message.losses.length;
    return message.losses.length === rows;
  };

  const take = (message: TrainerMessage) => {
    const asked = waiting;
    const id = "id" in message ? message.id : undefined;
    if (message.lrf === "error") {
      const during = asked === undefined ? "" : ` when ${doingText(asked.doing)}`;
      fail("trainer-error", `reported an error${during}: ${boundedError(message.message)}`);
    } else if (asked === undefined) {
      const about = id === undefined ? "" : ` for question ${id}`;
      const twice = id !== undefined && id === lastId ? ", which it had answered," : "";
      fail("wrong-id", `sent "${message.lrf}"${about}${twice} when nothing was asked`);
    } else if (id !== undefined && asked.doing.lrf !== "ready" && id !== asked.id) {
      fail("wrong-id", `answered question ${id} when it was asked question ${asked.id}`);
    } else if (message.lrf !== expectedAnswer(asked.doing)) {
      const expected = `"${expectedAnswer(asked.doing)}" was expected`;
      fail("wrong-answer", `sent "${message.lrf}" when ${doingText(asked.doing)}: ${expected}`);
    } else if (!appliedAsAsked(message, asked.doing)) {
      const [applied, wanted] = [(message as StepMessage).lr, (asked.doing as { lr: number }).lr];
      fail("lr-not-applied", `applied LR ${applied} when it was asked to apply ${wanted}`);
    } else if (!hasSameRows(message)) {
      const now = (message as EvaluationMessage).losses?.length;
      const why = `"losses" must be those of the same rows each time, got ${now} after ${rows}`;
      fail("broken-message", `sent a broken message: the ${why}`);
    } else {
      limit.lift();
      waiting = undefined;
      asked.resolve(message);
    }
  };

  const ordinary: string[] = [];
  const sinks: Promise<void>[] = [];
  const cutter = lineCutter(MAX_LINE_BYTES, (line) => {
    const read = readLine(line, waiting?.doing.lrf);
    if (failure !== undefined && read.kind !== "output") return;
    if (read.kind === "message") take(read.message);
    else if (read.kind === "broken") fail(read.code, `${read.why}: ${shorten(line)}`);
    else {
      if (line.includes('{"lrf"')) {
        hint = `. It wrote a message behind other text, on one line: ${shorten(line)}`;
      }
      ordinary.push(line);
      const taken = onOutput?.(redactor.text(line));
      if (taken instanceof Promise) sinks.push(taken);
    }
  });
  group.stdout.on("data", (bytes: Buffer) => {
    if (!cutter.push(bytes)) {
      fail("line-too-long", `wrote a line of more than ${MAX_LINE_BYTES} bytes to stdout`);
    }
    if (ordinary.length > 0) log.write(Buffer.from(`${ordinary.splice(0).join("\n")}\n`));
    if (sinks.length === 0) return;
    group.stdout.pause();
    void Promise.allSettled(sinks.splice(0)).then(() => group.stdout.resume());
  });
  group.stderr.on("data", (bytes: Buffer) => {
    tail.push(bytes);
    log.write(bytes);
  });

  const pipeBroke = async (code: string, what: string) => {
    if (!group.isParent) await within(group.exited, AFTERMATH_MS);
    // Its exit, if there was one, says more than the pipe.
    if (group.exit === undefined) fail(code, `${what} ${beforeText(waiting?.doing)}${hint}`);
  };
  group.stdin.on("error", () => void pipeBroke("stdin-closed", gone.stdin));
  group.stdout.once("end", () => void pipeBroke("stdout-closed", gone.stdout));
  void group.exited.then(async (exit) => {
    // An answer may still be on its way.
    await drained();
    const cut = cutter.rest();
    const rest = cut === "" ? "" : `; its last line was cut off: ${shorten(cut)}`;
    // It has done its work as ever, and nobody has asked it for anything.
    const unasked = waiting?.doing.lrf === "ready" && exit.code === 0 ? NOT_REACHED : "";
    fail(
      "trainer-exited",
      `${exitText(exit)} ${beforeText(waiting?.doing)}${rest}${hint}${unasked}`,
    );
  });

  const wait = (doing: Doing, id: number, timeoutMs: number) =>
    new Promise<TrainerMessage>((resolve, reject) => {
      waiting = { doing, id, timeoutMs, resolve, reject };
      limit.set(timeoutMs);
    });

  const finish = async (): Promise<Closing> => {
    const asked = waiting;
    limit.close();
    if (failure !== undefined) {
      await failure;
      return { exit: undefined, leftBehind: 0 };
    }
    // Who has started whom is known only while both live.
    group.leftBehind();
    group.bye();
    // While it is busy, or starts, it does not listen.
    await within(group.exited, asked === undefined ? options.closeTimeoutMs : 0);
    const { exit } = group;
    const leftBehind = exit === undefined ? 0 : group.leftBehind().length;
    await end();
    if (asked?.doing.lrf === "ready") {
      asked.reject(new LrFinderError("cancelled", "cancelled while the trainer was starting"));
    } else if (signal?.aborted) {
      asked?.reject(new LrFinderError("cancelled", "cancelled before the trainer answered"));
    } else asked?.reject(new TrainerError("closed", "the trainer was closed before it answered"));
    return { exit, leftBehind };
  };
  const close = () => {
    closed ??= finish();
    return closed;
  };

  // An answer that is on its way is worth waiting for: its step has been trained.
  const giveUp = async () => {
    const asked = waiting;
    if (asked !== undefined && asked.doing.lrf !== "ready") await delay(ANSWER_GRACE_MS);
    if (waiting === asked && asked !== undefined) await close();
  };
  const readied = wait({ lrf: "ready" }, 0, options.readyTimeoutMs);
  signal?.addEventListener("abort", giveUp, { once: true });
  if (signal?.aborted) void giveUp();
  void group.exited.then(() => signal?.removeEventListener("abort", giveUp));
  const ready = (await readied) as ReadyMessage;

  return {
    pid: group.pid,
    ready,
    get over() {
      return failure !== undefined || closed !== undefined;
    },
    async ask<Kind extends Question["lrf"]>(question: Extract<Question, { lrf: Kind }>) {
      if (failure !== undefined) throw await failure;
      if (closed !== undefined) throw new TrainerError("closed", "the trainer is closed");
      lastId += 1;
      const answered = wait(question, lastId, options.stepTimeoutMs);
      group.stdin.write(questionLine(question, lastId));
      const message = await answered;
      if (question.lrf === "step") stepsDone += 1;
      return message as AnswerTo[Kind];
    },
    close,
  };
}

// Frameworks keep the LR in float32, so it comes back rounded.
const LR_TOLERANCE = 1e-5;

function appliedAsAsked(message: TrainerMessage, doing: Doing): boolean {
  if (doing.lrf !== "step" || !("lr" in message) || message.lr === undefined) return true;
  return Math.abs(message.lr - doing.lr) <= LR_TOLERANCE * doing.lr;
}

function shorten(line: string): string {
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
