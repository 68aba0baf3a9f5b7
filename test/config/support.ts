import { checkValue } from "../../src/config/edit.ts";
import {
  type ConfigFormat,
  jsonFormat,
  parseConfig,
  parseKeyPath,
  planEdit,
  planInsert,
  yamlFormat,
} from "../../src/config/index.ts";
import { InputError, LrFinderError } from "../../src/core/errors.ts";

/** The text after setting one value in YAML; a number is a learning rate. */
export function setYaml(text: string, path: string, value: number | string | number[]): string {
  return planEdit(text, yamlFormat, [{ path, value }]).text;
}

/** The same in JSON. */
export function setJson(text: string, path: string, value: number | string | number[]): string {
  return planEdit(text, jsonFormat, [{ path, value }]).text;
}

/** The error of ours that a call throws; fails when it throws none. */
export function errorOf(call: () => unknown): LrFinderError {
  try {
    call();
  } catch (error) {
    if (error instanceof LrFinderError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** The same for a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<LrFinderError> {
  const error = await promise.then(
    () => new Error("nothing was thrown"),
    (reason: unknown) => reason,
  );
  if (error instanceof LrFinderError) return error;
  throw error;
}

/** Whether an error is one for exit code 2. */
export function isInput(error: LrFinderError): boolean {
  return error instanceof InputError;
}

/** `${name}` as configs write it. */
export function ref(name: string): string {
  return `$\{${name}}`;
}

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
