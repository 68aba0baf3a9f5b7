import { expect, test } from "vitest";
import { type ConfigFormat, planEdit, yamlFormat } from "../../src/config/index.ts";
import { errorOf, isInput } from "./support.ts";

/** YAML with a writer that gets it wrong. */
function faulty(literal: string): ConfigFormat {
  const format: ConfigFormat = {
    ...yamlFormat,
    renderNumber: () => literal,
    parse: (text, file) => ({ ...yamlFormat.parse(text, file), format }),
  };
  return format;
}

test.each([
  ["a key more", "0.5\nb: 2"],
  ["a string to PyYAML", "5e-1"],
  ["a string", '"0.5"'],
  ["another number", "0.25"],
  ["a document more", "0.5\n---\nx: 1"],
  ["an alias", "*a"],
  ["an anchor", "&z 0.5"],
  ["a tag", "!!float 0.5"],
  ["a mapping", "{x: 1}"],
  ["broken YAML", "{"],
  ["a changed key", "0.5, lr2: 1"],
])("a writer that puts %s in is caught", (_name, literal) => {
  const text = "a: &a 1\no: {lr: 0.1, x: 2}\nlr: 0.1\nc: *a\n";
  for (const path of ["lr", "o.lr"]) {
    const error = errorOf(() => planEdit(text, faulty(literal), [{ path, value: 0.5 }]));
    expect([error.code, isInput(error)]).toEqual(["edit-unproven", false]);
  }
});
