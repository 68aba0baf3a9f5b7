import { DRAFT } from "../../contract/json-schema.ts";
import type { JsonSchema } from "../../contract/schema.ts";
import { commandsFor } from "../commands/index.ts";
import { type Command, type Option, optionsOf } from "../options/index.ts";
import { OPTIONS_SCHEMA_DESCRIPTION } from "./names.ts";

/** The JSON Schema of an options file, from the tables of all commands. */
export async function optionsSchema(): Promise<JsonSchema> {
  const all = await commandsFor([]);
  return {
    $schema: DRAFT,
    title: "lr-finder options",
    description: OPTIONS_SCHEMA_DESCRIPTION,
    type: "object",
    properties: { $schema: { type: "string" }, ...sections(all) },
    additionalProperties: false,
  };
}

function sections(commands: readonly Command[]): Record<string, JsonSchema> {
  return Object.fromEntries(
    commands.flatMap((command) => {
      const own = optionsOf(command).filter(([, { isTyped }]) => !isTyped);
      const properties = {
        ...Object.fromEntries(own.map(([name, option]) => [name, optionSchema(option)])),
        ...sections(command.commands),
      };
      if (Object.keys(properties).length === 0) return [];
      const { description } = command;
      return [
        [command.name, { type: "object", description, properties, additionalProperties: false }],
      ];
    }),
  );
}

const SCALAR = { boolean: { type: "boolean" }, number: { type: "number" } } as const;

function optionSchema(option: Option): JsonSchema {
  const { kind, description, default: otherwise } = option;
  const isShown = otherwise !== undefined && typeof otherwise !== "object";
  return { ...valueSchema(kind), description, ...(isShown && { default: otherwise }) };
}

function valueSchema({
  json,
  shape,
  choices,
  isOpen,
  isPairs,
  isList,
  bounds,
}: Option["kind"]): JsonSchema {
  if (isList) {
    const items = { type: "number" };
    return { anyOf: [{ type: ["string", "number"] }, { type: "array", items, minItems: 1 }] };
  }
  if (isPairs) {
    return {
      type: "object",
      additionalProperties: { type: ["string", "number", "boolean"] },
    };
  }
  const one: JsonSchema =
    json !== "text"
      ? { ...SCALAR[json], ...bounds }
      : choices === undefined
        ? { type: ["string", "number"] }
        : isOpen
          ? { type: "string", examples: choices }
          : { enum: choices };
  return shape === "many" ? { anyOf: [one, { type: "array", items: one }] } : one;
}
