import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseAst } from "rolldown/parseAst";
import { DOCUMENT_NAMES, type FieldDocs, jsonSchemaOf } from "../../contract/json-schema.ts";
import { resource } from "../../resources.ts";
import { OPTIONS_SCHEMA } from "./names.ts";
import { optionsSchema } from "./options-schema.ts";
import { schemaFile } from "./print-schema.ts";

/** The fields of one object literal in the sources of `contract/`, with their doc comments. */
interface DocumentedLiteral {
  readonly fields: readonly string[];
  readonly docs: Readonly<Record<string, string>>;
}

/**
 * What the doc comments in `contract/` say about fields: those of the largest object literal that
 * is a part of the object asked about (shapes are spread into others) and has the field.
 *
 * @throws Error where two literals of one size say different things
 */
export async function readFieldDocs(): Promise<FieldDocs> {
  const folder = resource("src/contract/");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts"));
  const literals = (
    await Promise.all(
      files.map(async (file) => literalsOf(await readFile(new URL(file, folder), "utf8"))),
    )
  )
    .flat()
    .sort((a, b) => b.fields.length - a.fields.length);
  return (fields) => {
    const parts = literals.filter((literal) => literal.fields.every((one) => fields.includes(one)));
    return Object.fromEntries(
      fields.flatMap((field) => {
        const [first, ...rest] = parts.filter((literal) => literal.fields.includes(field));
        const said = first?.docs[field];
        if (first === undefined || said === undefined) return [];
        const other = rest.find(
          ({ fields, docs }) =>
            fields.length === first.fields.length && (docs[field] ?? said) !== said,
        );
        if (other !== undefined) throw new Error(`two doc comments for ${field}: ${said}`);
        return [[field, said]];
      }),
    );
  };
}

function literalsOf(source: string): DocumentedLiteral[] {
  const found: DocumentedLiteral[] = [];
  visit(parseAst(source, { lang: "ts" }), (node) => {
    if (node.type !== "ObjectExpression" || !Array.isArray(node.properties)) return;
    const fields: string[] = [];
    const docs: Record<string, string> = {};
    let end = node.start + 1;
    for (const property of node.properties.filter(isNode)) {
      const { key } = property;
      const name = isNode(key) ? (key.name ?? key.value) : undefined;
      if (typeof name === "string") {
        fields.push(name);
        const said = docComment(source.slice(end, property.start));
        if (said !== null) docs[name] = said;
      }
      end = property.end;
    }
    found.push({ fields, docs });
  });
  return found;
}

/** The text of the last doc comment, on one line. */
function docComment(text: string): string | null {
  const from = text.lastIndexOf("/**");
  const to = text.indexOf("*/", from);
  if (from < 0 || to < 0) return null;
  return text
    .slice(from + 3, to)
    .split("\n")
    .map((line) => line.trim().replace(/^\* ?/, ""))
    .join(" ")
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .trim();
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [name: string]: unknown;
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (typeof value === "object" && value !== null) {
    if (isNode(value)) see(value);
    for (const item of Object.values(value)) visit(item, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Writes the JSON Schema of every document, and of the options file, into `dist/schemas`. */
export async function buildSchemas(): Promise<void> {
  const docs = await readFieldDocs();
  await mkdir(resource("dist/schemas/"), { recursive: true });
  const options = `${JSON.stringify(await optionsSchema(), null, 2)}\n`;
  await writeFile(schemaFile(OPTIONS_SCHEMA), options);
  await Promise.all(
    DOCUMENT_NAMES.map((name) =>
      writeFile(schemaFile(name), `${JSON.stringify(jsonSchemaOf(name, docs), null, 2)}\n`),
    ),
  );
}

// Run by the build, after the compiler: `node dist/cli/schema/build-schemas.js`.
if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSchemas();
