import { Readable, type Writable } from "node:stream";
import type { Exit, ProcessGroup } from "./process-group.ts";

/** This process's ends of the pipes to the process that started it. */
export interface ParentStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** The process that started this one, as the session sees one that it has started itself. */
export function parentGroup({ input, output }: ParentStreams): ProcessGroup {
  let end = () => {};
  const exited = new Promise<Exit>((resolve) => {
    end = () => resolve({ code: null, signal: null });
  });
  return {
    pid: process.ppid,
    isParent: true,
    stdin: output,
    stdout: input,
    stderr: Readable.from([]).resume(),
    exit: undefined,
    exited,
    leftBehind: () => [],
    bye: () => end(),
    async stop() {
      end();
      // Its last words to us stay unread; ours to it are still to come.
      input.destroy();
    },
  };
}
