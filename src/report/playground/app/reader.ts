import { messageOf } from "../../../core/errors.ts";
import type { Result } from "../../../result/types.ts";
import { OWN_CODE } from "../../page/own-code.ts";
import type { ReportView } from "../../view/types.ts";
import { viewModel } from "../../view/view-model.ts";
import type { Language } from "../../words/index.ts";
import { type ReadSettings, readFile } from "./read-file.ts";

/** A result with what its page shows: to make that of a large one takes a second too. */
export interface Read {
  readonly result: Result;
  readonly view: ReportView;
}

/** Reads one file; `onProgress` gets the part of it that was read, 0 to 1. */
export type Reader = (
  file: File,
  settings: ReadSettings,
  onProgress: (share: number) => void,
) => Promise<Read>;

interface Question {
  readonly language: Language;
  readonly file: File;
  readonly settings: ReadSettings;
}

type Answer = { readonly share: number } | { readonly read: Read } | { readonly failed: string };

/**
 * A reader that works beside the page, in a worker made of the page's own code, so that the page
 * answers while a large file is read and analysed. Where no worker can be had the page reads itself.
 */
export function reader(language: Language): Reader {
  let worker: Worker | null = startWorker();
  return async (file, settings, onProgress) => {
    const question: Question = { file, settings, language };
    if (worker === null) return readHere(question, onProgress);
    try {
      return await ask(worker, question, onProgress);
    } catch (thrown) {
      if (!(thrown instanceof NoWorker)) throw thrown;
      worker = null;
      return readHere(question, onProgress);
    }
  };
}

async function readHere(
  { file, settings, language }: Question,
  onProgress: (share: number) => void,
): Promise<Read> {
  const result = await readFile(file, settings, onProgress);
  return { result, view: viewModel(result, language) };
}

/** The worker's side: answers questions until it is ended. */
export function serve(): void {
  const answer = (message: Answer) => postMessage(message);
  self.onmessage = async ({ data }: MessageEvent<Question>) => {
    try {
      answer({ read: await readHere(data, (share) => answer({ share })) });
    } catch (thrown) {
      answer({ failed: messageOf(thrown) });
    }
  };
}

class NoWorker extends Error {}

function startWorker(): Worker | null {
  const script = [...document.scripts].find(({ textContent }) => textContent?.includes(OWN_CODE));
  const code = script?.textContent ?? "";
  if (code === "") return null;
  // With a document in sight Papa Parse does not take the worker for one of its own.
  const parts = ["var window = self, document = {};\n", code.slice(code.indexOf(OWN_CODE))];
  const url = URL.createObjectURL(
    new Blob([...parts, "\nlrFinderPage.serve();\n"], { type: "text/javascript" }),
  );
  try {
    return new Worker(url);
  } catch {
    return null;
  }
}

function ask(
  worker: Worker,
  question: Question,
  onProgress: (share: number) => void,
): Promise<Read> {
  return new Promise((resolve, reject) => {
    worker.onerror = () => reject(new NoWorker());
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("share" in data) onProgress(data.share);
      else if ("read" in data) resolve(data.read);
      else reject(new Error(data.failed));
    };
    worker.postMessage(question);
  });
}
