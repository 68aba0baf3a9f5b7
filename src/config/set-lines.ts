import { singleQuoted } from "../core/shell-quote.ts";
import { type ConfigEdit, floatLiteral } from "./edit.ts";

/** The ways of writing a value on a command line. */
export const SET_STYLES = ["set", "argparse", "hydra"] as const;

/** `set`: `--set lr=0.003`; `argparse`: `--lr 0.003`; `hydra`: `optimizer.lr=0.003`. */
export type SetStyle = (typeof SET_STYLES)[number];

/** One value for a command line, with quotes for a shell where it needs them. */
export function setLine({ path, value, as }: ConfigEdit, style: SetStyle): string {
  const isFloat = typeof value === "number" && as !== "integer";
  const text = isFloat
    ? floatLiteral(value)
    : Array.isArray(value)
      ? `[${value.join(",")}]`
      : String(value);
  const plain = /^[\w.+:@/-]+$/.test(`${path}${text}`);
  const quote = (pair: string) => (plain ? pair : singleQuoted(pair));
  if (style === "argparse") return `--${path} ${quote(text)}`;
  return style === "hydra" ? quote(`${path}=${text}`) : `--set ${quote(`${path}=${text}`)}`;
}
