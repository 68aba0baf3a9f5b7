// What holds for every options table, so that no option can differ between commands by accident.
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { TARGET_NAMES } from "../../../src/cli/apply/target.ts";
import { analyze } from "../../../src/cli/commands/analyze.ts";
import { commandsFor } from "../../../src/cli/commands/index.ts";
import { run } from "../../../src/cli/commands/run.ts";
import { STARTER_NAMES } from "../../../src/cli/init/kinds.ts";
import {
  type Command,
  flagOf,
  flagsOf,
  type Option,
  optionsOf,
  parseCommand,
  type ValuesOf,
} from "../../../src/cli/options/index.ts";
import { cliReference } from "../../../src/cli/reference.ts";
import { SPEC_KINDS } from "../../../src/cli/study/kinds.ts";
import { PROFILE_NAMES, SET_STYLES } from "../../../src/config/index.ts";
import {
  aimSchema,
  confidenceSchema,
  PER_UNITS,
  PLAN_KINDS,
  studyDesignSchema,
  sweepModeSchema,
  taskSchema,
} from "../../../src/contract/index.ts";
import { messageOf } from "../../../src/core/errors.ts";
import { TARGET_SCALES } from "../../../src/dataset/index.ts";
import type { JobRequest } from "../../../src/job/index.ts";
import { jobChecks } from "../../../src/job/request.ts";
import { RECORDED_SMOOTHINGS } from "../../../src/logs/index.ts";
import {
  CODE_TARGETS,
  librariesOf,
  type ScheduleKind,
  SEMANTICS,
  scheduleDefinitions,
} from "../../../src/schedule/index.ts";
import { STRATEGIES, sweepPresets } from "../../../src/search/index.ts";
import { ENGINE_NAMES as STUDY_ENGINE_NAMES } from "../../../src/study/index.ts";
import { presetRule } from "../../../src/suggest/index.ts";
import { ENGINE_NAMES, LOSS_NAMES } from "../../../src/trainer/index.ts";
import { LANGUAGES } from "../../../src/words/index.ts";
import { cli } from "../../helpers/cli.ts";

interface Entry {
  /** As typed: `protocol check`. */
  readonly path: readonly string[];
  readonly command: Command;
}

function withInner(command: Command, before: readonly string[] = []): Entry[] {
  const path = [...before, command.name];
  return [{ path, command }, ...command.commands.flatMap((inner) => withInner(inner, path))];
}

const entries = (await commandsFor([])).flatMap((command) => withInner(command));

/** A schedule's own numbers are the schedule room's, and mean something else in each schedule. */
function isOwn({ path }: Entry, name: string): boolean {
  const [first, kind = ""] = path;
  if (first !== "schedule" || !(kind in scheduleDefinitions)) return false;
  const definition = scheduleDefinitions[kind as ScheduleKind];
  const all = [definition, ...librariesOf(kind as ScheduleKind)];
  return all.some(({ options }) => name in options);
}

const options = entries.flatMap((entry) =>
  optionsOf(entry.command)
    .filter(([name]) => !isOwn(entry, name))
    .map(([name, option]) => ({ ...entry, name, option, flag: flagOf(name, option) })),
);

/** Flags that mean two things, on purpose. */
const DIFFERENT = ["--trainer", "--engine", "--loss"];

const sharedFlags = [...new Set(options.map(({ flag }) => flag))].filter(
  (flag) => options.filter((each) => each.flag === flag).length > 1,
);
const having = (flag: string) => options.filter((each) => each.flag === flag);

describe("an option of several commands", () => {
  test("there are some", () => {
    expect(sharedFlags).toEqual(expect.arrayContaining(["--seed", "--lang", "--out", "--json"]));
  });

  test.each(sharedFlags.filter((flag) => !DIFFERENT.includes(flag)))(
    "%s is declared once",
    (flag) => {
      const [first, ...others] = having(flag);
      for (const { option, name } of others) {
        expect(option.kind).toBe(first?.option.kind);
        expect(name).toBe(first?.name);
      }
    },
  );

  /** What an option makes of a text: its value, or the sentence that refuses it. */
  const reading = ({ name, option }: { name: string; option: Option }, text: string) => {
    try {
      return JSON.stringify(option.kind.check(name, option.kind.parse(text, undefined)));
    } catch (thrown) {
      return messageOf(thrown);
    }
  };
  const texts = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer().map(String),
    fc.constantFrom(
      "\\t",
      ",",
      "auto",
      "a=b",
      "1,2",
      ...options.flatMap((o) => o.option.kind.choices ?? []),
    ),
  );
  test("takes the same texts in all of them, and refuses the others in the same words", () => {
    fc.assert(
      fc.property(fc.constantFrom(...sharedFlags), texts, (flag, text) => {
        fc.pre(!DIFFERENT.includes(flag));
        expect(new Set(having(flag).map((each) => reading(each, text))).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  test("as it is typed: the delimiter and the schedule that two commands differed in", () => {
    const data = ["--data", "x.csv"];
    expect(parseCommand(run, [...data, "--delimiter", "\\t"]).delimiter).toBe("\t");
    expect(parseCommand(analyze, ["x", "--delimiter", "\\t"]).delimiter).toBe("\t");
    const wsd = ["--schedule", "warmup-stable-decay"];
    expect(parseCommand(run, [...data, ...wsd]).schedule).toBe("warmup-stable-decay");
    expect(parseCommand(analyze, ["x", ...wsd]).schedule).toBe("warmup-stable-decay");
  });
});

describe("every option", async () => {
  const page = await cliReference();

  test.each(entries.map((entry) => [entry.path.join(" "), entry] as const))(
    "of %s is in its help and on the reference page",
    async (path, { path: words, command }) => {
      const { out } = await cli([...words, "--help"]);
      const section = page.split(/^#+ /m).find((part) => part.startsWith(`${path}\n`)) ?? "";
      for (const [name, option] of optionsOf(command)) {
        for (const flags of flagsOf(name, option)) {
          expect(out).toContain(`  ${flags}`);
          expect(section).toContain(`\`${flags.replaceAll("|", "\\|")}\``);
        }
      }
    },
  );

  test.each([80, 100])("has help that no terminal of %i columns cuts", async (outColumns) => {
    for (const { path } of entries) {
      const { out } = await cli([...path, "--help"], { outColumns });
      const long = out.split("\n").filter((line) => line.length > outColumns);
      // A word alone may be longer than the line.
      expect(long.filter((line) => /\S\s+\S/.test(line.trim()))).toEqual([]);
    }
  });

  test.each(options.filter(({ option }) => option.examples !== undefined))(
    "$path $flag takes its examples",
    ({ name, option }) => {
      for (const example of option.examples ?? []) {
        option.kind.check(name, option.kind.parse(example, undefined));
      }
    },
  );

  test("has a type in the command's values", () => {
    type RunValues = ValuesOf<typeof run>;
    expectTypeOf<RunValues["seed"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<RunValues["per"]>().toEqualTypeOf<"step" | "epoch">();
    expectTypeOf<RunValues["header"]>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<RunValues["numeric"]>().toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<RunValues["json"]>().toEqualTypeOf<boolean>();
    expectTypeOf<ValuesOf<typeof analyze>["logs"]>().toEqualTypeOf<readonly string[]>();
    // What is neither the job's nor how it is shown would get lost.
    type Shown = "yes" | "dryRun" | "quiet" | "verbose" | "live" | "plot" | "json" | "stop";
    type Lost = Exclude<keyof RunValues, keyof JobRequest | Shown | (typeof TARGET_NAMES)[number]>;
    expectTypeOf<Lost>().toEqualTypeOf<never>();
    // @ts-expect-error there is no such option
    expectTypeOf<RunValues["nothing"]>();
  });
});

describe("an option of a job", () => {
  const inBoth = options.flatMap(({ path, name, option }) => {
    const isJobs = path[0] === "run" && Object.hasOwn(jobChecks, name);
    const { shape, parse } = option.kind;
    // Texts are read further where they are used.
    const isNumber = shape === "one" && typeof parse("1", undefined) === "number";
    return isJobs && isNumber ? [{ name, option }] : [];
  });
  const values = fc.oneof(
    fc.double(),
    fc.integer({ min: -5, max: 2_000_000 }),
    fc.constantFrom(
      0,
      1,
      -1,
      0.5,
      9,
      10,
      63,
      64,
      65,
      2 ** 31,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ),
  );
  const outcome = (
    check: (name: string, value: unknown) => unknown,
    name: string,
    value: unknown,
  ) => {
    try {
      check(name, value);
      return "taken";
    } catch (thrown) {
      return messageOf(thrown);
    }
  };

  test("is checked on the command line as in code", () => {
    expect(inBoth.length).toBeGreaterThan(14);
    fc.assert(
      fc.property(fc.constantFrom(...inBoth), values, ({ name, option: { kind } }, value) => {
        const fromCode = jobChecks[name as keyof typeof jobChecks];
        expect(outcome(kind.check, name, value)).toBe(outcome(fromCode, name, value));
      }),
      { numRuns: 500 },
    );
  });
});

describe("names that can be chosen", () => {
  const registries: Readonly<Record<string, readonly string[]>> = {
    "run --task": [...taskSchema.values, "auto"],
    "run --target-scale": TARGET_SCALES,
    "run --loss": LOSS_NAMES,
    "run --engine": ENGINE_NAMES,
    "run --for": aimSchema.values,
    "run --strategy": STRATEGIES,
    "run --mode": sweepModeSchema.values,
    "run --preset": Object.keys(sweepPresets),
    "run --schedule": ["auto", ...PLAN_KINDS],
    "run --per": PER_UNITS,
    "run --lang": LANGUAGES,
    "run --profile": PROFILE_NAMES,
    "run --min-confidence": [...confidenceSchema.values].reverse(),
    "analyze --recorded-by": [...Object.keys(RECORDED_SMOOTHINGS), "none"],
    "analyze --preset": Object.keys(presetRule),
    "apply --set-style": SET_STYLES,
    "init --trainer": STARTER_NAMES,
    "install-native --source": ["archive", "wheel"],
    "study run --engine": STUDY_ENGINE_NAMES,
    "study run --design": studyDesignSchema.values,
    "study init --kind": SPEC_KINDS,
    "schedule cosine --export": [...CODE_TARGETS, "json", "csv"],
    "schedule cosine --semantics": SEMANTICS,
  };
  const listed = options.filter(({ option }) => option.kind.choices !== undefined);

  test.each(Object.entries(registries))("%s is its registry", (typed, registry) => {
    const found = listed.find(({ path, flag }) => `${path.join(" ")} ${flag}` === typed);
    expect(found?.option.kind.choices).toEqual(registry);
  });

  // A schedule tells the libraries that have it.
  const telling = listed.filter(({ flag }) => flag !== "--semantics");
  test.each(telling)("the words of $path $flag leave none out", ({ option }) => {
    const told = (option.kind.choices ?? []).map((name) => wordIn(option.description, name));
    // Some tell none of the names; `auto` goes without saying.
    if (told.filter(Boolean).length > 1) {
      const missing = (option.kind.choices ?? []).filter((_, i) => !told[i]);
      expect(missing.filter((name) => name !== "auto")).toEqual([]);
    }
  });
  const wordIn = (text: string, name: string) => text.split(/[\s,:;()]+/).includes(name);

  test("every such option is in this table", () => {
    const flags = Object.keys(registries).map((typed) => typed.split(" ").at(-1));
    expect(listed.map(({ flag }) => flag).filter((flag) => !flags.includes(flag))).toEqual([]);
  });
});

describe("examples of the help", () => {
  const lines = entries.flatMap(({ command }) =>
    command.examples.flatMap(([line]) => (line.endsWith("--help") ? [] : [line])),
  );

  test.each(lines)("%s", (line) => {
    const words = [...(line.split("lr-finder ")[1] ?? "").matchAll(/"([^"]*)"|(\S+)/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    const typed = words.slice(0, words.includes(">") ? words.indexOf(">") : undefined);
    const found = entries
      .filter(({ path }) => path.every((word, i) => typed[i] === word))
      .sort((a, b) => b.path.length - a.path.length)[0];
    expect(found).toBeDefined();
    if (found !== undefined) parseCommand(found.command, typed.slice(found.path.length));
  });
});
