import type { FailureKind } from "../contract/index.ts";
import type { JobRequest } from "../job/request.ts";
import type { OutcomeFacts } from "./rows.ts";

// What a worker and the child that trains for it say to each other, as JSON over a pipe of Node's.

/** One task for a child. */
export interface ChildTask {
  /** Without where it goes. */
  readonly request: JobRequest;
  /** For the result. */
  readonly name: string;
  /** A folder for the result, empty but for what an interrupted attempt has left; absolute. */
  readonly out: string;
  /** Whether an interrupted attempt has left something in it. */
  readonly resume: boolean;
  /** What the result calls its own file. */
  readonly resultFile: string;
}

export type ToChild =
  | { readonly type: "task"; readonly task: ChildTask }
  | { readonly type: "cancel" };

/** How a task ended in the child. */
export type ChildEnd =
  | { readonly type: "done"; readonly outcome: OutcomeFacts }
  /** With how many trainings it recorded whole: the next attempt goes on after them. */
  | { readonly type: "cancelled"; readonly trainings: number }
  | {
      readonly type: "failed";
      readonly kind: FailureKind;
      readonly code: string;
      readonly message: string;
      /** Of the trainer. */
      readonly stderr: string;
    };

export type FromChild =
  | { readonly type: "ready" }
  /** It lives and trains. */
  | { readonly type: "beat" }
  | { readonly type: "end"; readonly end: ChildEnd; readonly rssBytes: number };

/** The argument with which lr-finder's program is a child. */
export const CHILD_ARGUMENT = "--study-child";

/** The code of a failure for which no task is to blame: there is no room on the disk. */
export const FULL = "disk-full";

/** It, and what systems call it. */
const FULL_CODES: readonly string[] = [FULL, "ENOSPC", "EDQUOT", "EFBIG"];

/** Whether an error itself says that there is no room on the disk. */
export function isFullDisk(error: unknown): boolean {
  return FULL_CODES.includes((error as NodeJS.ErrnoException).code ?? "");
}
