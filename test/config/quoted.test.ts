import { expect, test } from "vitest";
import { jsonFormat, planEdit, yamlFormat } from "../../src/config/index.ts";
import { noteCodes, setIn } from "./support.ts";

test("numbers stay in quotes among strings that are numbers in quotes", () => {
  const text = '{"lr": "1e-3", "epochs": "10", "batch": "64", "opt": "sgd"}';
  expect(setIn(jsonFormat, text, "lr", 1e-7)).toBe(text.replace("1e-3", "1.0e-7"));
  expect(noteCodes(jsonFormat, text, "lr")).toEqual(["kept-quoted"]);
  expect(planEdit(text, jsonFormat, [{ path: "lr", value: 0.001 }]).changes).toEqual([]);
  expect(planEdit(text, jsonFormat, [{ path: "epochs", value: 20, as: "integer" }]).text).toBe(
    text.replace('"10"', '"20"'),
  );
});

test("the env of a Kubernetes container", () => {
  expect(setIn(yamlFormat, "env:\n- name: LR\n  value: '0.1'\n", "env.0.value", 0.5)).toBe(
    "env:\n- name: LR\n  value: '0.5'\n",
  );
});

test.each([
  ["one other", '{"lr": "1e-3", "wd": "0.1"}'],
  ["a real number beside it", '{"lr": "1e-3", "a": "1", "b": "2", "c": 3}'],
  ["only words beside it", '{"lr": "1e-3", "a": "x", "b": "y", "c": "z"}'],
  ["no number itself", '{"lr": "auto", "a": "1", "b": "2"}'],
])("a number without quotes: %s", (_name, text) => {
  expect(setIn(jsonFormat, text, "lr", 0.5)).toBe(text.replace(/"(1e-3|auto)"/, "0.5"));
});
