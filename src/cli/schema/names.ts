import { DOCUMENT_NAMES } from "../../contract/json-schema.ts";

/** What the schema of an options file is called, beside those of documents, and what there is to say of it. */
export const OPTIONS_SCHEMA = "options";
export const OPTIONS_SCHEMA_DESCRIPTION =
  "lr-finder.config.json or .yaml: options of commands, for editors.";

/** Every schema that there is. */
export const SCHEMA_NAMES = [...DOCUMENT_NAMES, OPTIONS_SCHEMA] as const;

/** A document, or the options file. */
export type SchemaName = (typeof SCHEMA_NAMES)[number];
