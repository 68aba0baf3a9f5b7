import { isLrName } from "./candidates.ts";
import { type ConfigEdit, floatLiteral } from "./edit.ts";

export const SET_STYLES = ["set", "argparse", "hydra"] as const;

/** `set`: `--set lr=0.003`; `argparse`: `--lr 0.003`; `hydra`: `optimizer.lr=0.003`. */
export type SetStyle = (typeof SET_STYLES)[number];

/**
 * Whether a file is code, or a config that code runs: those are never edited, as no parser can say
 * what a program makes of a number in it.
 */
export function isCode(fileName: string): boolean {
  return /\.(py|pyi|ipynb|[cm]?[jt]sx?|sh|bash|zsh|fish|ps1|bat|gin|r|jl|lua|rb)$/i.test(fileName);
}

/** Names in a program that look like a learning rate: flags (`"--lr"`), assignments, arguments. */
export function lrNamesInCode(text: string): string[] {
  const names = new Set<string>();
  for (const [, flag, name] of text.matchAll(
    /--([A-Za-z][\w-]*)|\b([A-Za-z_]\w*)[ \t]*[:=](?!=)/g,
  )) {
    const found = flag ?? name ?? "";
    if (isLrName(found)) names.add(found);
  }
  return [...names];
}

/** One value for a command line, with quotes for a shell where it needs them. */
export function setLine({ path, value, as }: ConfigEdit, style: SetStyle): string {
  const isFloat = typeof value === "number" && as !== "integer";
  const text = isFloat
    ? floatLiteral(value)
    : Array.isArray(value)
      ? `[${value.join(",")}]`
      : String(value);
  const plain = /^[\w.+:@/-]+$/.test(`${path}${text}`);
  const quote = (pair: string) => (plain ? pair : `'${pair.replaceAll("'", "'\\''")}'`);
  if (style === "argparse") return `--${path} ${quote(text)}`;
  return style === "hydra" ? quote(`${path}=${text}`) : `--set ${quote(`${path}=${text}`)}`;
}
