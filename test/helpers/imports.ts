import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { repoFile } from "./cli.ts";

/** One import, re-export, `import()` or import of a type in a file of `src`. */
export interface Import {
  /** Paths from `src`, with `/`. A package is as it is written. */
  readonly from: string;
  readonly to: string;
  /** It vanishes when it is compiled. */
  readonly typeOnly: boolean;
  readonly isPackage: boolean;
}

const root = repoFile("src");

/** Files of `src`, as paths from there. */
export const sourceFiles: readonly string[] = readdirSync(root, {
  recursive: true,
  encoding: "utf8",
})
  .map((file) => file.split(sep).join("/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .sort();

/** Everything that the files of `src` import. */
export const imports: readonly Import[] = sourceFiles.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: unknown, typeOnly: boolean) => {
    if (typeof specifier !== "string") return;
    const isPackage = !specifier.startsWith(".");
    const path = () =>
      relative(root, join(root, dirname(from), specifier))
        .split(sep)
        .join("/");
    found.push({ from, to: isPackage ? specifier : path(), typeOnly, isPackage });
  };
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    const { type, source, specifiers, importKind, exportKind, argument } = node as Node;
    switch (type) {
      case "ImportDeclaration":
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration": {
        const kinds = specifiers?.map((each) => each.importKind ?? each.exportKind) ?? [];
        const allTypes = kinds.length > 0 && kinds.every((kind) => kind === "type");
        add(source?.value, importKind === "type" || exportKind === "type" || allTypes);
        break;
      }
      case "ImportExpression":
        add(source?.value, false);
        break;
      case "TSImportType":
        add((source ?? argument?.literal)?.value, true);
    }
    Object.values(node).forEach(visit);
  };
  visit(parseAst(readFileSync(join(root, from), "utf8"), { lang: "ts" }).body);
  return found;
}

interface Node {
  readonly type?: string;
  readonly source?: { readonly value: unknown } | null;
  readonly specifiers?: readonly { readonly importKind?: string; readonly exportKind?: string }[];
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly argument?: { readonly literal?: { readonly value: unknown } };
}

/** The first folder below `src`; a file that lies in `src` itself is a room of its own name. */
export function roomOf(file: string): string {
  return (file.split("/")[0] as string).replace(/\.ts$/, "");
}

/** Groups of files that import each other in a circle, of types as well. */
export function circles(): string[][] {
  const targets = new Map<string, string[]>(sourceFiles.map((file) => [file, []]));
  for (const { from, to, isPackage } of imports) if (!isPackage) targets.get(from)?.push(to);
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  // Tarjan's strongly connected components.
  const visit = (file: string): number => {
    order.set(file, order.size);
    let low = order.get(file) as number;
    open.push(file);
    for (const target of targets.get(file) ?? []) {
      if (!order.has(target)) low = Math.min(low, visit(target));
      else if (open.includes(target)) low = Math.min(low, order.get(target) as number);
    }
    lowest.set(file, low);
    if (low === order.get(file)) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1 || targets.get(file)?.includes(file)) found.push(group.sort());
    }
    return low;
  };
  for (const file of sourceFiles) if (!order.has(file)) visit(file);
  return found;
}
