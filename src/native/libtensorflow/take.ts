import { rm } from "node:fs/promises";
import { note } from "../../contract/make-note.ts";
import { LrFinderError } from "../../core/errors.ts";
import type { Note } from "../../core/note.ts";
import type { Build } from "../build.ts";
import { takeArchive } from "./archive.ts";
import { type GivenFolder, linkGiven } from "./given.ts";
import type { Libtensorflow } from "./libtensorflow.ts";
import { takeWheel } from "./wheel.ts";

const TAKE = { archive: takeArchive, wheel: takeWheel } as const;

/** Failures of one source after which another one cannot help. */
const FINAL = new Set(["native-disk", "native-cancelled"]);

/**
 * Puts libtensorflow into `deps` from the first source that works; the others become notes.
 *
 * @throws LrFinderError with the code of the last source, and `data.attempts` with all of them
 */
export async function takeLibtensorflow(
  build: Build,
  deps: string,
  wish: { given?: GivenFolder | undefined; source?: "archive" | "wheel" | undefined },
): Promise<Libtensorflow> {
  if (wish.given !== undefined) {
    build.begin("libtensorflow", `Linking to libtensorflow in ${wish.given.folder}`);
    build.notes.push(
      note("native-unverified", `${wish.given.folder} was used as it is, unverified`, {
        folder: wish.given.folder,
      }),
    );
    return linkGiven(wish.given, deps);
  }
  const attempts: Note[] = [];
  for (const source of wish.source === undefined
    ? (["archive", "wheel"] as const)
    : [wish.source]) {
    try {
      const taken = await TAKE[source](build, deps);
      build.notes.unshift(...attempts);
      return taken;
    } catch (cause) {
      if (!(cause instanceof LrFinderError) || FINAL.has(cause.code)) throw cause;
      const { code, message, data } = cause;
      attempts.push({ code, message, data: { ...data, source } });
      await rm(deps, { recursive: true, force: true });
    }
  }
  const reasons = attempts.map(({ message }) => message).join("; ");
  throw new LrFinderError(
    (attempts.at(-1) as Note).code,
    `libtensorflow could not be had: ${reasons}; or give a folder that holds it with --libtensorflow DIR`,
    { data: { attempts } },
  );
}
