import { DOCUMENT_NAMES, DOCUMENTS } from "../../contract/json-schema.ts";
import { checkOneOf } from "../../core/check.ts";
import { maxOf } from "../../core/stats.ts";
import { EXIT } from "../exit-codes.ts";
import { command } from "../options/index.ts";
import { printText } from "../output.ts";
import { OPTIONS_SCHEMA, OPTIONS_SCHEMA_DESCRIPTION, SCHEMA_NAMES } from "../schema/names.ts";

/** `schema`: the JSON Schema of what lr-finder writes and speaks. */
export const schema = command({
  name: "schema",
  summary: "print the JSON Schema of a document: result, summary, journal, protocol, study, …",
  description:
    "Prints the JSON Schema (draft 2020-12) of a document of lr-finder, or without a name what documents there are. The same files come with the package, as lr-finder/schemas/NAME.json.",
  examples: [
    ["lr-finder schema result > result.schema.json", "of result.json"],
    ["lr-finder schema options > lr-finder.schema.json", "of lr-finder.config.json"],
    ["lr-finder schema summary", "of what run --json prints"],
    ["lr-finder schema", "what documents there are"],
  ],
  arguments: {
    document: { shown: "[document]", description: SCHEMA_NAMES.join(", "), choices: SCHEMA_NAMES },
  },
  options: {},
  async run({ document, json }, io) {
    if (document !== undefined) {
      const { printSchema } = await import("../schema/print-schema.ts");
      await printSchema(checkOneOf("document", document, SCHEMA_NAMES), io);
      return EXIT.ok;
    }
    const all = [
      ...DOCUMENT_NAMES.map((name) => ({ name, description: DOCUMENTS[name].description })),
      { name: OPTIONS_SCHEMA, description: OPTIONS_SCHEMA_DESCRIPTION },
    ];
    const width = maxOf(SCHEMA_NAMES.map(({ length }) => length)) + 2;
    if (json) io.out(`${JSON.stringify(all, null, 2)}\n`);
    else
      for (const { name, description } of all)
        printText(io, `${name.padEnd(width)}${description}\n`);
    return EXIT.ok;
  },
});
