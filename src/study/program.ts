import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LrFinderError } from "../core/errors.ts";
import { resource } from "../resources.ts";

/** Where lr-finder's program lies: in its package, and in the bundle that a wheel carries. */
const PROGRAMS = ["dist/cli/main.js", "lr-finder.js", "lr-finder.mjs"];

/**
 * The file that Node runs to start this program once more.
 *
 * @throws LrFinderError `resources-missing`
 */
export function programFile(): string {
  const found = PROGRAMS.map((path) => fileURLToPath(resource(path))).find((path) =>
    existsSync(path),
  );
  if (found !== undefined) return found;
  throw new LrFinderError(
    "resources-missing",
    `lr-finder's program was not found (${fileURLToPath(resource(PROGRAMS[0] as string))}): build it (npm run build), or put it there`,
  );
}
