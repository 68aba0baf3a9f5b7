// Options from a file and from the environment: what wins, what is refused, and that all of it is said.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { commandsFor } from "../../../src/cli/commands/index.ts";
import { type Command, optionsOf } from "../../../src/cli/options/index.ts";
import { OWN_FILES } from "../../../src/cli/options-file.ts";
import { optionsSchema } from "../../../src/cli/schema/options-schema.ts";
import { cli, repoFile, temporaryFolder } from "../../helpers/cli.ts";

const home = process.cwd();
afterAll(() => process.chdir(home));

const data = repoFile("datasets/blobs.csv");
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  process.chdir(folder);
});

const put = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};

interface Shown {
  readonly optionsFile: string | null;
  readonly options: readonly {
    name: string;
    value: unknown;
    from: string;
    source: string | null;
  }[];
}

/** Options that have no default of their own, or another origin than it. */
async function originsOf(args: readonly string[], env: Record<string, string> = {}) {
  const { code, err, json } = await cli([...args, "--print-options", "--json"], { env });
  expect(err).not.toContain("error:");
  expect(code).toBe(0);
  const { options } = json<Shown>();
  const told = options.filter(({ from }) => from !== "default");
  return Object.fromEntries(told.map(({ name, value, from }) => [name, [value, from]]));
}

describe("an options file", () => {
  const texts: Readonly<Record<string, string>> = {
    ".json":
      '{"run": {"epochs": 7, "target": 3, "numeric": ["a", 1], "optimizerOptions": {"beta1": 0.8}, "scale": false}}',
    ".yaml":
      "run:\n  epochs: 7\n  target: 3\n  numeric: [a, 1]\n  optimizerOptions: {beta1: 0.8}\n  scale: false\n",
    ".mjs":
      "export default { run: { epochs: 7, target: 3, numeric: ['a', 1], optimizerOptions: { beta1: 0.8 }, scale: false } };",
    ".ts":
      "const epochs: number = 7; export default { run: { epochs, target: 3, numeric: ['a', 1], optimizerOptions: { beta1: 0.8 }, scale: false } };",
  };

  test.each(OWN_FILES)(
    "%s is read in the working folder, in the types of the options",
    async (name) => {
      const ending = name.slice(name.lastIndexOf("."));
      put(name, texts[ending] as string);
      // vitest takes types away itself; a Node that does not is asked in terminal tests.
      expect(await originsOf(["run"])).toEqual({
        epochs: [7, "file"],
        target: [3, "file"],
        numeric: [["a", "1"], "file"],
        optimizerOptions: [{ beta1: 0.8 }, "file"],
        scale: [false, "file"],
      });
    },
  );

  test("flag, environment, file, default: the first that has it", async () => {
    put("lr-finder.config.yaml", "run: {language: zh, epochs: 7, seed: 3}\n");
    expect((await originsOf(["run"])).language).toEqual(["zh", "file"]);
    const env = { LR_FINDER_LANG: "en" };
    expect((await originsOf(["run"], env)).language).toEqual(["en", "environment"]);
    const typed = await originsOf(["run", "--lang", "zh", "--epochs", "2"], env);
    expect(typed).toEqual({ language: ["zh", "flag"], epochs: [2, "flag"], seed: [3, "file"] });
    expect(await originsOf(["run", "--options", "none"])).toEqual({});
  });

  test("is named by --options or LR_FINDER_OPTIONS, in that order", async () => {
    put("lr-finder.config.yaml", "run: {epochs: 1}\n");
    put("a.yaml", "run: {epochs: 2}\n");
    put("b.json", '{"run": {"epochs": 3}}');
    expect((await originsOf(["run"])).epochs?.[0]).toBe(1);
    const env = { LR_FINDER_OPTIONS: "a.yaml" };
    expect((await originsOf(["run"], env)).epochs?.[0]).toBe(2);
    expect((await originsOf(["run", "--options", "b.json"], env)).epochs?.[0]).toBe(3);
    expect(await originsOf(["run"], { LR_FINDER_OPTIONS: "none" })).toEqual({});
  });

  test("does the same as the flags, and it is said what it gave", async () => {
    put("lr-finder.config.yaml", `run:\n  data: ${data}\n  target: kind\n  budget: 100\n`);
    const filed = await cli(["run", "--dry-run", "--json"]);
    const typed = await cli([
      "run",
      "--data",
      data,
      "--target",
      "kind",
      "--budget",
      "100",
      "--dry-run",
      "--json",
      "--options",
      "none",
    ]);
    expect([filed.code, typed.code]).toEqual([0, 0]);
    expect(filed.json<{ options: unknown }>().options).toEqual(
      typed.json<{ options: unknown }>().options,
    );
    expect(filed.err).toContain("note: from lr-finder.config.yaml: data, target, budget");
    expect(typed.err).not.toContain("lr-finder.config");
  });

  test("a program that drives the finder gets none that it does not name", async () => {
    put("lr-finder.config.yaml", "run: {epochs: 7}\n");
    const driven = ["run", "--trainer", "-"];
    expect(await originsOf(driven)).toEqual({ trainer: ["-", "flag"] });
    expect(await originsOf([...driven, "--options", "lr-finder.config.yaml"])).toEqual({
      trainer: ["-", "flag"],
      epochs: [7, "file"],
    });
  });

  test("commands below others have theirs below theirs", async () => {
    put("lr-finder.config.yaml", "study:\n  run: {repeats: 3}\nlaw: {quiet: true}\n");
    expect(await originsOf(["study", "run"])).toEqual({ repeats: [3, "file"] });
    expect(await originsOf(["study", "init"])).toEqual({});
    expect(await originsOf(["law", "x.csv"])).toEqual({ quiet: [true, "file"] });
  });

  test("what is needed may stand in it", async () => {
    put("lr-finder.config.yaml", "init: {trainer: plain}\n");
    expect((await cli(["init", "--json"])).code).toBe(0);
    expect((await cli(["init", "--options", "none"])).err).toContain(
      "required option '--trainer <kind>'",
    );
  });

  test("what is typed leaves out what does not go with it, and says so", async () => {
    put(
      "lr-finder.config.yaml",
      `run: {data: ${data}, target: kind, epochs: 4, strategy: ladder, ladder: "0.1,0.01"}\n`,
    );
    const { code, err, json } = await cli([
      "run",
      "--trainer",
      "x",
      "--start-lr",
      "1e-4",
      "--print-options",
      "--json",
    ]);
    expect(code).toBe(0);
    const from = Object.fromEntries(json<Shown>().options.map((each) => [each.name, each.from]));
    expect(from).toMatchObject({
      data: "default",
      target: "default",
      epochs: "file",
      trainer: "flag",
      ladder: "default",
      strategy: "default",
    });
    for (const flag of ["--data", "--target", "--strategy", "--ladder"]) {
      expect(err).toContain(`${flag} of lr-finder.config.yaml is left out`);
    }
    // By itself it must make sense.
    put("lr-finder.config.yaml", "run: {data: a.csv, module: b.mjs}\n");
    expect((await cli(["run"])).err).toContain("give one of --data, --module and --trainer");
  });

  test.each([
    ["run: {optimizerOptions: {beta1: 0.8}}", ["--optimizer", "sgd"], "default"],
    ["run: {optimizerOptions: {beta1: 0.8}}", ["--optimizer", "adam"], "file"],
    [
      "run: {optimizer: rmsprop, optimizerOptions: {decay: 0.8}}",
      ["--optimizer", "adam"],
      "default",
    ],
    [
      "run: {optimizer: rmsprop, optimizerOptions: {decay: 0.8}}",
      ["--optimizer", "rmsprop"],
      "file",
    ],
    ["run: {optimizer: rmsprop, optimizerOptions: {decay: 0.8}}", [], "file"],
  ])("hyper-parameters of %s go with its optimizer: %j", async (text, typed, origin) => {
    put("lr-finder.config.yaml", `${text}\n`);
    const { code, err, json } = await cli(["run", ...typed, "--print-options", "--json"]);
    expect(code).toBe(0);
    const shown = json<Shown>().options.find(({ name }) => name === "optimizerOptions");
    expect(shown?.from).toBe(origin);
    const isLeft = err.includes("--optimizer-option of lr-finder.config.yaml is left out");
    expect(isLeft).toBe(origin === "default");
  });

  test("lists of numbers stand as lists, too", async () => {
    for (const ladder of ["[0.1, 0.2]", '"0.1,0.2"', "0.1"]) {
      put("lr-finder.config.yaml", `run: {strategy: ladder, ladder: ${ladder}}\n`);
      const { code, json } = await cli(["run", "--print-options", "--json"]);
      expect(code).toBe(0);
      const shown = json<Shown>().options.find(({ name }) => name === "ladder");
      expect(shown?.value).toEqual(ladder === "0.1" ? [0.1] : [0.1, 0.2]);
    }
    put("lr-finder.config.yaml", "run: {strategy: ladder, ladder: [0.1, -1]}\n");
    expect((await cli(["run", "--print-options"])).err).toContain(
      "ladder must be learning rates above 0",
    );
  });

  test.each([
    ["run: {epoch: 3}", '"epoch" is no option of this command: did you mean "epochs"?'],
    ["run: {start-lr: 3}", 'did you mean "startLr"?'],
    ["run: {lang: zh}", 'did you mean "language"?'],
    ["run: {json: true}", "--json is only typed"],
    ["run: {zzzz: 1}", "there are data, target,"],
    ["rum: {epochs: 3}", '"rum" is no command: did you mean "run"?'],
    ["epochs: 3", '"epochs" is no command'],
    ["run: 3", "run: expected options by their names"],
    ["- 1", "expected options by their names"],
    ["run: {epochs: -3}", "epochs must be a finite number above 0, got -3"],
    ["run: {epochs: many}", 'epochs must be a finite number above 0, got "many"'],
    ["run: {schedule: cosin}", 'Did you mean "cosine"?'],
    ["run: {verify: 1}", "verify must be true or false, got 1"],
    ["run: {optimizerOptions: 3}", "optimizerOptions must be pairs of NAME=VALUE"],
    ["run: {a: [}", "cannot be read: "],
  ])("%s is refused", async (text, words) => {
    put("lr-finder.config.yaml", `${text}\n`);
    const { code, err } = await cli(["run", "--dry-run"]);
    expect(code).toBe(2);
    expect(err).toContain("error: lr-finder.config.yaml");
    expect(err).toContain(words);
  });

  test("a file that is not there, of another kind, without a default, two of them, a folder", async () => {
    mkdirSync("folder.yaml");
    put("x.toml", "");
    put("empty.mjs", "export const run = {};");
    const errorOf = async (...args: string[]) => {
      const { code, err } = await cli(["run", "--dry-run", ...args]);
      expect(code).toBe(2);
      return err;
    };
    expect(await errorOf("--options", "no.yaml")).toContain("no.yaml: there is no such file");
    expect(await errorOf("--options", "x.toml")).toContain("an options file ends in one of .json");
    expect(await errorOf("--options", "empty.mjs")).toContain("no default export");
    expect(await errorOf("--options", "folder.yaml")).toContain("folder.yaml");
    put("lr-finder.config.yaml", "run: {}\n");
    put("lr-finder.config.json", "{}");
    expect(await errorOf()).toContain(
      "lr-finder.config.json and lr-finder.config.yaml are both here",
    );
  });
});

describe("--print-options", () => {
  const all = async () => {
    const within = (path: string[], command: Command): [string[], Command][] => [
      [[...path, command.name], command],
      ...command.commands.flatMap((inner) => within([...path, command.name], inner)),
    ];
    return (await commandsFor([])).flatMap((command) => within([], command));
  };

  test("of every command: every option, and nothing is done", async () => {
    for (const [path, command] of await all()) {
      if (optionsOf(command).every(([, { isTyped }]) => isTyped)) continue;
      const needed = Object.values(command.arguments).flatMap(({ shown }) =>
        shown.startsWith("<") ? ["x"] : [],
      );
      const missing = optionsOf(command).flatMap(([name, { isNeeded, kind }]) =>
        isNeeded
          ? [
              `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
              kind.choices?.[0] ?? (kind.json === "number" ? "1" : "x"),
            ]
          : [],
      );
      const { code, out, err } = await cli([
        ...path,
        ...needed,
        ...missing,
        "--print-options",
        "--json",
      ]);
      expect([code, err], path.join(" ")).toEqual([0, ""]);
      const names = (JSON.parse(out) as Shown).options.map(({ name }) => name);
      expect(names).toEqual(
        optionsOf(command).flatMap(([name, { isTyped }]) => (isTyped ? [] : [name])),
      );
    }
  });

  test("a password is not printed", async () => {
    const env = { LR_FINDER_QUEUE: "redis://u:hunter2@h" };
    const shown = await cli(["study", "run", "--print-options"], { env });
    expect(shown.out).toMatch(/^--queue +\*{3} +environment: LR_FINDER_QUEUE$/m);
    const typed = await cli(["study", "run", "--queue", "redis://u:hunter2@h", "--print-options"]);
    expect(typed.out).toMatch(/^--queue +\*{3} +flag$/m);
    expect(shown.out + typed.out).not.toContain("hunter2");
  });
});

describe("the JSON Schema", () => {
  interface Json {
    readonly properties: Readonly<Record<string, Json>>;
    readonly additionalProperties: boolean;
    readonly enum?: readonly string[];
    readonly type?: unknown;
    readonly anyOf?: readonly unknown[];
  }

  test("has every option of every command, and no others", async () => {
    const schema = (await optionsSchema()) as unknown as Json;
    const check = (command: Command, json: Json | undefined) => {
      const own = optionsOf(command).flatMap(([name, { isTyped }]) => (isTyped ? [] : [name]));
      const inner = command.commands.filter((each) =>
        optionsOf(each).some(([, { isTyped }]) => !isTyped),
      );
      if (own.length + inner.length === 0) return expect(json).toBeUndefined();
      expect(Object.keys(json?.properties ?? {})).toEqual([
        ...own,
        ...inner.map(({ name }) => name),
      ]);
      expect(json?.additionalProperties).toBe(false);
      for (const each of inner) check(each, json?.properties[each.name]);
    };
    for (const command of await commandsFor([])) check(command, schema.properties[command.name]);
    const run = schema.properties.run?.properties;
    expect(run?.epochs?.type).toBe("number");
    expect(run?.verify?.type).toBe("boolean");
    expect(run?.strategy?.enum).toEqual(["sweep", "ladder"]);
    expect(run?.batchSize).toMatchObject({ type: "integer", minimum: 1 });
    expect(run?.steps).toMatchObject({ type: "integer", minimum: 10, maximum: 1_000_000 });
    expect(run?.startLr).toMatchObject({ type: "number", exclusiveMinimum: 0 });
    expect(run?.ladder?.anyOf).toContainEqual({
      type: "array",
      items: { type: "number" },
      minItems: 1,
    });
  });

  test("is built, printed by `schema`, and what a file may name as its own", async () => {
    const built = JSON.parse(readFileSync(repoFile("dist/schemas/options.json"), "utf8"));
    expect(built).toEqual(JSON.parse(JSON.stringify(await optionsSchema())));
    expect((await cli(["schema", "options"])).json()).toEqual(built);
    put(
      "lr-finder.config.json",
      '{"$schema": "node_modules/lr-finder/dist/schemas/options.json", "run": {"epochs": 2}}',
    );
    expect(await originsOf(["run"])).toEqual({ epochs: [2, "file"] });
  });
});
