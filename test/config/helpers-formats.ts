import { checkValue } from "../../src/config/edit-value.ts";
import {
  type ConfigFormat,
  envFormat,
  iniFormat,
  json5Format,
  jsonFormat,
  parseConfig,
  parseKeyPath,
  planEdit,
  planInsert,
  tomlFormat,
  yamlFormat,
} from "../../src/config/index.ts";

/** Every format, for tests that go through all of them. */
export const ALL = {
  yaml: yamlFormat,
  json: jsonFormat,
  json5: json5Format,
  toml: tomlFormat,
  ini: iniFormat,
  env: envFormat,
} as const;

/** The text after setting one value. */
export function setIn(
  format: ConfigFormat,
  text: string,
  path: string,
  value: number | string | number[],
): string {
  return planEdit(text, format, [{ path, value }]).text;
}

/** The text with one key more. */
export function addTo(
  format: ConfigFormat,
  text: string,
  path: string,
  value: number | string | number[] = 0.003,
): string {
  const written = checkValue({ path, value });
  return planInsert(parseConfig(text, format), parseKeyPath(path), written).text;
}

/** Codes of the notes of an edit. */
export function noteCodes(format: ConfigFormat, text: string, path: string): string[] {
  return planEdit(text, format, [{ path, value: 0.003 }]).notes.map((note) => note.code);
}
