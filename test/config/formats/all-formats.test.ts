import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apply } from "../../../src/cli/commands/apply.ts";
import { valuePaths } from "../../../src/config/candidates.ts";
import {
  applyEdits,
  CONFIG_FORMATS,
  type ConfigEdit,
  type ConfigFormat,
  candidateKeys,
  checkRecords,
  detectFormat,
  FORMATS,
  formatKeyPath,
  formatTitles,
  parseConfig,
  parseKeyPath,
  pickKey,
  planEdit,
  planUndo,
  writeUndo,
} from "../../../src/config/index.ts";
import { locate } from "../../../src/config/locate.ts";
import { applySplices } from "../../../src/config/text-changes.ts";
import { InputError } from "../../../src/core/errors.ts";
import { rejectionOf } from "../support.ts";

// What every registered format must do; a new one is tried here without a line in this file.

/** The example as files come: other line ends, a byte order mark, no line end at the end. */
function variants({ example }: ConfigFormat): [string, string][] {
  return [
    ["as it is", example],
    ["CRLF", example.replaceAll("\n", "\r\n")],
    ["byte order mark", `\uFEFF${example}`],
    ["no line end", example.trimEnd()],
  ];
}

/** The plan of an edit; null where the format has no place for such a value. */
function planned(text: string, format: ConfigFormat, edit: ConfigEdit) {
  try {
    return planEdit(text, format, [edit]);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function undone(text: string, undo: readonly Parameters<typeof applySplices>[1][]): string {
  return undo.reduce((back, group) => applySplices(back, group), text);
}

/** Every value of a text by its path, as its source. */
function values(text: string, format: ConfigFormat): Map<string, string> {
  const tree = parseConfig(text, format);
  return new Map(
    valuePaths(tree, 1000).flatMap((path): [string, string][] => {
      const found = locate(tree, parseKeyPath(path));
      return found.status === "found" ? [[path, text.slice(found.start, found.end)]] : [];
    }),
  );
}

/** Whether two files hold the same values in the same order, but for one path and those below it. */
function sameBut(path: string, before: Map<string, string>, after: Map<string, string>): boolean {
  const others = (all: Map<string, string>) =>
    [...all].filter(([other]) => other !== path && !other.startsWith(`${path}.`));
  return JSON.stringify(others(before)) === JSON.stringify(others(after));
}

test("names, titles, ends of file names and places in the order of guessing are all different", () => {
  for (const of of [
    FORMATS.map(({ name }) => name),
    FORMATS.map(({ title }) => title),
    FORMATS.map(({ precedence }) => precedence),
    FORMATS.flatMap(({ extensions }) => extensions),
  ]) {
    expect(new Set<unknown>(of).size).toBe(of.length);
  }
  expect(Object.keys(CONFIG_FORMATS)).toEqual(FORMATS.map(({ name }) => name));
  for (const { title } of FORMATS) {
    expect(formatTitles("or")).toContain(title);
    expect(apply.summary).toContain(title);
  }
});

describe.each(FORMATS)("$title", (format) => {
  const { example, extensions } = format;

  test("is found by name and, for its example, by content", () => {
    for (const end of extensions) {
      expect(detectFormat(`dir/train${end.toUpperCase()}`, "").name).toBe(format.name);
    }
    expect(detectFormat("config", example).name).toBe(format.name);
  });

  test.each(variants(format))("the learning rate is the only candidate (%s)", (_name, text) => {
    const candidates = candidateKeys(text, format);
    expect(candidates).toEqual([
      { path: pickKey(text, format), value: 0.1, line: expect.any(Number), editable: true },
    ]);
  });

  test.each(variants(format))(
    "an edit changes one value, and undo gives the bytes back (%s)",
    (_name, text) => {
      const before = values(text, format);
      expect(before.size).toBeGreaterThan(2);
      let changed = 0;
      for (const [path, source] of before) {
        for (const value of text === example ? [0.0025, 7, "cosine", [1, 2]] : [0.0025]) {
          const as = value === 7 ? ({ as: "integer" } as const) : {};
          const plan = planned(text, format, { path, value, ...as });
          if (plan === null) continue;
          if (!sameBut(path, before, values(plan.text, format))) throw new Error(plan.text);
          expect(undone(plan.text, plan.undo)).toBe(text);
          expect(planEdit(plan.text, format, [{ path, value, ...as }]).changes).toEqual([]);
          if (plan.changes.length > 0) changed++;
          else expect(source).toContain(String(value));
        }
      }
      expect(changed).toBeGreaterThan(before.size / 2);
    },
  );

  test.each(variants(format))(
    "a key is added beside the learning rate, and taken away (%s)",
    (_name, text) => {
      const path = formatKeyPath([...parseKeyPath(pickKey(text, format)).slice(0, -1), "new_key"]);
      for (const value of [0.0025, "cosine"]) {
        const plan = planEdit(text, format, [{ path, value, create: true }]);
        const after = values(plan.text, format);
        expect(after.has(path)).toBe(true);
        after.delete(path);
        expect(after).toEqual(values(text, format));
        expect(undone(plan.text, plan.undo)).toBe(text);
      }
    },
  );

  test.each(["file", "comment"] as const)(
    "what is applied is recorded (%s), checked and taken back",
    async (place) => {
      const file = join(mkdtempSync(join(tmpdir(), "lr-finder-formats-")), `train${extensions[0]}`);
      const result = {
        file: "result.json",
        name: "r",
        createdAt: "",
        sha256: "0".repeat(64),
        seed: 0,
      };
      const record = { source: { by: "lr-finder", at: "2026-01-01T00:00:00Z", result }, place };
      writeFileSync(file, example);
      const path = pickKey(example, format);
      const applied = applyEdits(file, [{ path, value: 0.0025 }], { record });
      const refused = place === "comment" ? format.comments.refusedBy(example, file) : null;
      if (refused !== null) {
        const { code, message } = await rejectionOf(applied);
        expect([code, message]).toEqual(["no-comments", expect.stringContaining(refused)]);
        return;
      }
      expect((await applied).recordFile === null).toBe(place === "comment");
      const text = readFileSync(file, "utf8");
      expect(text.includes(`${format.comments.mark} lr-finder: {`)).toBe(place === "comment");
      expect(pickKey(text, format)).toBe(path);
      expect(await checkRecords(file)).toMatchObject({ holds: true, values: [{ path }] });
      await writeUndo(await planUndo(file));
      expect(readFileSync(file, "utf8")).toBe(example);
    },
  );
});
