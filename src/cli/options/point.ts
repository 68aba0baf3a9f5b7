import { decimal } from "../../core/check.ts";
import { InputError } from "../../core/errors.ts";

/**
 * What `--at batch=1024,steps=1e5` says, given once or several times.
 *
 * @throws InputError for a part that is not NAME=NUMBER
 */
export function readPoint(typed: readonly string[]): Record<string, number> {
  const parts = typed.flatMap((text) => text.split(","));
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.lastIndexOf("=");
      const value = decimal(part.slice(at + 1));
      if (at > 0 && value !== undefined) return [part.slice(0, at), value];
      throw new InputError(
        "bad-option",
        `--at must be NAME=NUMBER, e.g. batch=1024, got ${JSON.stringify(part)}`,
        { data: { option: "at" } },
      );
    }),
  );
}
