import { readFile } from "node:fs/promises";
import { LrFinderError } from "../../core/errors.ts";
import { resource } from "../../resources.ts";
import type { Io } from "../io.ts";
import type { SchemaName } from "./names.ts";

/** Where the build puts the JSON Schema of a document: `lr-finder/schemas/NAME.json` of the package. */
export function schemaFile(name: SchemaName): URL {
  return resource(`dist/schemas/${name}.json`);
}

/**
 * Prints the JSON Schema of a document.
 *
 * @throws LrFinderError `schemas-missing` for sources that were never built
 */
export async function printSchema(name: SchemaName, io: Io): Promise<void> {
  const file = schemaFile(name);
  const text = await readFile(file, "utf8").catch((cause) => {
    const message = `the JSON Schemas are not there (${file.pathname}): make them with \`npm run build\``;
    throw new LrFinderError("schemas-missing", message, { cause });
  });
  io.out(text);
}
