import { InputError } from "../core/errors.ts";
import type { ConfigFormat, ConfigTree } from "./types.ts";

/**
 * Parses a config after a look at its size.
 *
 * @param file its name, for messages
 * @throws InputError `config-too-big`, `config-too-deep` (over 1000 levels) or `config-unreadable`
 */
export function parseConfig(text: string, format: ConfigFormat, file = "the config"): ConfigTree {
  if (text.length > format.maxLength) {
    const megabytes = (text.length / 1e6).toFixed(1);
    throw new InputError(
      "config-too-big",
      `${file} has ${megabytes} million characters; a ${format.name} config may have up to ${format.maxLength / 1e6} million. Is it really the config?`,
      { data: { file, length: text.length, maxLength: format.maxLength } },
    );
  }
  return format.parse(text, file);
}
