import { decimal } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";

/**
 * What `--at batch=1024,steps=1e5` says, given once or several times.
 *
 * @throws InputError for a part that is not NAME=NUMBER, and for a name that comes twice
 */
export function readPoint(typed: readonly string[]): Record<string, number> {
  const parts = typed.flatMap((text) => text.split(","));
  const point = new Map<string, number>();
  const refuse = (why: string) => new InputError("bad-option", why, { data: { option: "at" } });
  for (const part of parts) {
    const at = part.lastIndexOf("=");
    const value = decimal(part.slice(at + 1));
    if (at < 1 || value === undefined) {
      throw refuse(`--at must be NAME=NUMBER, e.g. batch=1024, got ${JSON.stringify(part)}`);
    }
    const name = part.slice(0, at);
    const other = point.get(name);
    if (other !== undefined) {
      throw refuse(`--at has ${JSON.stringify(name)} twice (${other} and ${value}): give one`);
    }
    point.set(name, value);
  }
  return Object.fromEntries(point);
}
