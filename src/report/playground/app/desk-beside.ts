import { type Language, refusalText, wordsOf } from "../../../words/index.ts";
import { type Desk, deskHere } from "./desk.ts";

type Job = keyof Desk;

/** One call of a desk, as it goes to the worker; numbered, for several may be under way. */
interface Question {
  readonly number: number;
  readonly language: Language;
  readonly job: Job;
  readonly given: readonly unknown[];
}

type Answer = { readonly number: number } & (
  | { readonly share: number }
  | { readonly found: unknown }
  | { readonly failed: string }
);

class NoWorker extends Error {}

/**
 * A desk beside the page, in a worker made of the page's own code: the page answers while a large
 * file is read and analysed, and what was recorded stays there. Where no worker can be had the desk
 * stands on the page itself.
 *
 * @param source text of the page's own code
 */
export function openDesk(language: Language, source: string): Desk {
  let desk = deskBeside(language, source) ?? deskHere(language);
  return {
    async read(file, settings, onProgress) {
      try {
        return await desk.read(file, settings, onProgress);
      } catch (thrown) {
        if (!(thrown instanceof NoWorker)) throw thrown;
        desk = deskHere(language);
        return desk.read(file, settings, onProgress);
      }
    },
    frame: (id) => desk.frame(id),
    analyze: (id, settings) => desk.analyze(id, settings),
    law: (id, request) => desk.law(id, request),
    save: (id, format) => desk.save(id, format),
    keep: (ids) => desk.keep(ids),
  };
}

/** The worker's side: answers questions until it is ended. */
export function serve(): void {
  const answer = (message: Answer) => postMessage(message);
  let desk: Desk | undefined;
  self.onmessage = async ({ data }: MessageEvent<Question>) => {
    const { number, language, job, given } = data;
    desk ??= deskHere(language);
    const work = desk[job] as (...given: unknown[]) => Promise<unknown>;
    try {
      const found = await work(...given, (share: number) => answer({ number, share }));
      answer({ number, found });
    } catch (thrown) {
      answer({ number, failed: refusalText(thrown, wordsOf(language)) });
    }
  };
}

interface Open {
  resolve(found: unknown): void;
  reject(why: Error): void;
  readonly onProgress: ((share: number) => void) | undefined;
}

function deskBeside(language: Language, source: string): Desk | null {
  const worker = startWorker(source);
  if (worker === null) return null;
  const open = new Map<number, Open>();
  let asked = 0;
  const ask = <T>(job: Job, given: readonly unknown[], onProgress?: (share: number) => void) =>
    new Promise<T>((resolve, reject) => {
      const number = asked++;
      open.set(number, { resolve: (found) => resolve(found as T), reject, onProgress });
      const question: Question = { number, language, job, given };
      worker.postMessage(question);
    });
  worker.onerror = () => {
    for (const { reject } of open.values()) reject(new NoWorker());
    open.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const question = open.get(data.number);
    if ("share" in data) return question?.onProgress?.(data.share);
    open.delete(data.number);
    if ("found" in data) question?.resolve(data.found);
    else question?.reject(new Error(data.failed));
  };
  return {
    read: (file, settings, onProgress) => ask("read", [file, settings], onProgress),
    frame: (id) => ask("frame", [id]),
    analyze: (id, settings) => ask("analyze", [id, settings]),
    law: (id, request) => ask("law", [id, request]),
    save: (id, format) => ask("save", [id, format]),
    keep: (ids) => ask("keep", [ids]),
  };
}

function startWorker(source: string): Worker | null {
  // With a document in sight Papa Parse does not take the worker for one of its own.
  const parts = ["var window = self, document = {};\n", source];
  const url = URL.createObjectURL(
    new Blob([...parts, "\nlrFinderPage.app.serve();\n"], { type: "text/javascript" }),
  );
  try {
    return new Worker(url);
  } catch {
    return null;
  }
}
