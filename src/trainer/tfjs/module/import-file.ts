import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError, messageOf } from "../../../core/errors.ts";
import { waitingFor } from "../../../core/waiting.ts";
import { checkRegular } from "../../../files/index.ts";
import { quietly } from "../../../native/quietly.ts";

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/**
 * Imports a file of the user's.
 *
 * @param option the option that names it, for messages
 * @throws InputError `bad-module` for one that is not there, has a syntax error or fails
 */
export async function importFile(option: string, path: string): Promise<Exports> {
  const file = resolve(path);
  const fail = (what: string, cause: unknown): never => {
    throw new InputError("bad-module", `\`${option}\` ${path} ${what}: ${messageOf(cause)}`, {
      data: { option, file: path },
      cause,
    });
  };
  try {
    await checkRegular(file);
  } catch (cause) {
    return fail("cannot be read", cause);
  }
  try {
    return await waitingFor(`the loading of ${path}`, () =>
      quietly(() => import(pathToFileURL(file).href)),
    );
  } catch (cause) {
    const isSyntax = cause instanceof SyntaxError;
    return fail(isSyntax ? "has a syntax error" : "fails when it is imported", cause);
  }
}
