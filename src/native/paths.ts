import { resolve, sep } from "node:path";
import { LrFinderError } from "../core/errors.ts";

/** The path of an archive entry below a folder; one that leads outside it is refused. */
export function insideFolder(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (!path.startsWith(resolve(folder) + sep)) {
    throw new LrFinderError(
      "native-archive",
      `an archive entry leads outside its folder: ${name}`,
      {
        data: { folder, name },
      },
    );
  }
  return path;
}
