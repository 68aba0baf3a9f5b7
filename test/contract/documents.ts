import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../fixtures/documents/", import.meta.url);

/** The texts of the documents of an earlier version, by name: see the README beside them. */
export function documentsOf(kind: "results" | "summaries" | "journals"): [string, string][] {
  const files = new URL(`${kind}/`, folder);
  return readdirSync(files).map((file) => [file, readFileSync(new URL(file, files), "utf8")]);
}

/** One of them, parsed as plain JSON. */
export function documentOf(kind: "results" | "summaries", name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${kind}/${name}.json`, folder), "utf8"));
}
