import { describe, expect, test } from "vitest";
import {
  choice,
  command,
  either,
  flag,
  needed,
  negated,
  number,
  option,
  pairs,
  parseCommand,
  texts,
} from "../../../src/cli/options/index.ts";
import { integerIn } from "../../../src/core/check.ts";
import { excludes, idle } from "../../../src/core/rules.ts";
import { cli } from "../../helpers/cli.ts";

const bake = command({
  name: "bake",
  description: "A command of the test.",
  examples: [],
  arguments: {
    dough: { shown: "<dough>", description: "what of" },
    more: { shown: "[more...]", description: "and what else" },
  },
  options: {
    Oven: {
      degrees: option(number(integerIn(50, 300)), { value: "<n>", description: "how hot" }),
      fan: option(negated, { description: "still air" }),
      light: option(either, { description: "on", negative: "off" }),
      programme: option(choice(["bread", "cake"]), {
        flag: "program",
        value: "<name>",
        description: "which",
        default: "bread",
      }),
    },
    "": {
      for: needed(number(integerIn(1)), { value: "<n>", description: "minutes" }),
      with: option(texts, { value: "<what>", description: "an addition" }),
      amount: option(
        pairs((_option, _name, text) => Number(text)),
        { value: "<what=grams>", description: "of an addition" },
      ),
      quick: option(flag, { description: "at once" }),
    },
  },
  rules: [
    excludes({ name: "programme", is: "cake" }, ["light"], "it falls in"),
    idle("quick", ["degrees"]),
  ],
  run: async () => 0,
});

describe("a command line", () => {
  test("becomes what the table says, by name", () => {
    const line =
      "rye --degrees 200 --no-fan --light --program cake --with nuts --with salt --amount nuts=50 --amount salt=2 --for 40 --json";
    expect(() => parseCommand(bake, line.split(" "))).toThrow(
      "`light` cannot be used with `programme` cake: it falls in",
    );
    expect(parseCommand(bake, line.replace("--light ", "").split(" "))).toEqual({
      dough: "rye",
      more: [],
      degrees: 200,
      fan: false,
      programme: "cake",
      with: ["nuts", "salt"],
      amount: { nuts: 50, salt: 2 },
      for: 40,
      quick: false,
      json: true,
    });
    expect(parseCommand(bake, ["rye", "oats", "spelt", "--for", "1", "--no-light"])).toEqual({
      dough: "rye",
      more: ["oats", "spelt"],
      fan: true,
      light: false,
      programme: "bread",
      for: 1,
      quick: false,
      json: false,
    });
  });

  test.each([
    ["--for 1", "missing required argument 'dough'"],
    ["rye", "required option '--for <n>' not specified"],
    [
      "rye --for soon",
      "option '--for <n>' argument 'soon' is invalid. Expected a number, such as 5 or 1e-3",
    ],
    ["rye --for 0", "`for` must be an integer of at least 1, got 0 (number)"],
    ["rye --for 1 --program bred", 'got "bred" (string). Did you mean "bread"?'],
    ["rye --for 1 --amount nuts", "Expected NAME=VALUE."],
    ["rye --for 1 --degree 200", "(Did you mean --degrees?)"],
  ])("%s is refused", (line, words) => {
    expect(() => parseCommand(bake, line.split(" "))).toThrow(words);
  });
});

describe("an option without effect", () => {
  test("is pointed out, and the command goes on", async () => {
    const cosine = ["schedule", "cosine", "--peak-lr", "0.1", "--total-steps", "4"];
    const plain = await cli([...cosine, "--json"]);
    const { code, out, err } = await cli([...cosine, "--json", "--csv"]);
    expect(err).toBe("note: --csv has no effect with --json\n");
    expect([code, out]).toEqual([plain.code, plain.out]);
    expect(plain.err).toBe("");
  });

  test("is named by its flag, and so is the value that makes it so", async () => {
    const cosine = ["schedule", "cosine", "--peak-lr", "0.1", "--total-steps", "4"];
    const { err } = await cli([...cosine, "--export", "pytorch", "--sample", "9"]);
    expect(err).toBe("note: --sample has no effect with --export pytorch\n");
  });
});

test("a command that is asked for alone is the only one that is loaded", async () => {
  const { commandsFor } = await import("../../../src/cli/commands/index.ts");
  expect((await commandsFor(["doctor", "--json"])).map(({ name }) => name)).toEqual(["doctor"]);
  expect((await commandsFor(["constructor"])).length).toBeGreaterThan(5);
  expect((await commandsFor(["--help"])).length).toBeGreaterThan(5);
});
