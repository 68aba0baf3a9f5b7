import { Readable, Writable } from "node:stream";
import { InputError } from "../../core/errors.ts";
import type { ParentStreams } from "./options.ts";
import type { Exit, ProcessGroup } from "./process-group.ts";

/**
 * The process that started this one, as the session sees one that it has started itself.
 *
 * @throws InputError where one of them is no stream of Node.js
 */
export function parentGroup({ input, output }: ParentStreams): ProcessGroup {
  if (!(input instanceof Readable) || !(output instanceof Writable)) {
    throw new InputError(
      "bad-option",
      "`parent` must be the streams to the process that started this one: `{ input, output }`, a Readable and a Writable of node:stream",
      { data: { option: "parent" } },
    );
  }
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
