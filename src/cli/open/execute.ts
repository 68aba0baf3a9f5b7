import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { toJson } from "../../core/json.ts";
import type { Io } from "../io.ts";
import { openerFor, show } from "./browser.ts";
import { reportAt } from "./find.ts";

/** What `open` gets from its command line. */
interface OpenValues {
  /** @default reports */
  readonly path: string | undefined;
  readonly print: boolean;
  readonly json: boolean;
}

/** The whole of `open`. */
export async function executeOpen({ path = "reports", print, json }: OpenValues, io: Io) {
  const file = reportAt(path);
  const opener = print ? null : openerFor(io.env, process.platform);
  const why =
    opener === null
      ? "there is no browser here"
      : await show(pathToFileURL(resolve(file)).href, opener);
  const opened = why === null;
  io.out(json ? `${toJson({ version: 1, file, opened })}\n` : `${file}\n`);
  if (!opened && !print) io.err(`not opened: ${why}\n`);
}
