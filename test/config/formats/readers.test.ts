import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type ConfigNode,
  iniFormat,
  json5Format,
  type MapNode,
  parseConfig,
} from "../../../src/config/index.ts";
import { LrFinderError } from "../../../src/core/errors.ts";
import { repoFile } from "../../helpers/cli.ts";

// Made by the programs beside them, which say how.
function golden<T>(name: string): T[] {
  return JSON.parse(readFileSync(repoFile(`test/fixtures/config-readers/${name}.json`), "utf8"));
}

/** The root of a config; null where it cannot be read. */
function rootOf(text: string, format: typeof iniFormat | typeof json5Format): ConfigNode | null {
  try {
    return parseConfig(text, format).documents[0] ?? null;
  } catch (error) {
    if (error instanceof LrFinderError && error.code === "config-unreadable") return null;
    throw error;
  }
}

describe("JSON5 is read as its reference implementation reads it", () => {
  const shown = (node: ConfigNode): string => {
    if (node.kind === "map") {
      return `{${node.entries.map((one) => `${JSON.stringify(one.key)}:${shown(one.node)}`)}}`;
    }
    if (node.kind === "list") return `[${node.items.map(shown)}]`;
    if (node.kind === "alias") throw new Error("JSON5 has no aliases");
    if (typeof node.value !== "number") return JSON.stringify(node.value);
    return Object.is(node.value, -0) ? "-0" : String(node.value);
  };

  test.each(golden<[string, string | null]>("json5"))("%j", (text, wanted) => {
    const root = rootOf(text, json5Format);
    expect(root === null ? null : shown(root)).toBe(wanted);
  });
});

describe("INI is read as configparser reads it, with or without inline comments", () => {
  type Reading = [section: string, options: Record<string, string>][] | null;
  const named = (sections: [string, string[]][]) => JSON.stringify(sections);

  const ours = (text: string): string | null => {
    const root = rootOf(text, iniFormat);
    if (root?.kind !== "map") return null;
    const sections = new Map<string, Set<string>>();
    for (const { key, node } of root.entries) {
      const options = sections.get(key as string) ?? new Set();
      sections.set(key as string, options);
      for (const option of (node as MapNode).entries) options.add(`${option.key}`.toLowerCase());
    }
    const all = [...sections].map(([name, options]): [string, string[]] => [name, [...options]]);
    const defaults = all.filter(([name, options]) => name === "DEFAULT" && options.length > 0);
    return named([...defaults, ...all.filter(([name]) => name !== "DEFAULT")]);
  };

  // Ours alone takes keys without a value.
  const hasBareKey = (text: string) => {
    const root = rootOf(text, iniFormat);
    const sections = root?.kind === "map" ? root.entries.map(({ node }) => node as MapNode) : [];
    return sections.some(({ entries }) =>
      entries.some(({ node }) => node.kind === "scalar" && node.style === "absent"),
    );
  };

  test("every header and every line of the table", () => {
    const rows = golden<[string, ...Reading[]]>("ini").filter(([text]) => !hasBareKey(text));
    expect(rows.length).toBeGreaterThan(800);
    for (const [text, ...readings] of rows) {
      const wanted = readings.map((reading) =>
        reading === null
          ? null
          : named(reading.map(([name, options]) => [name, Object.keys(options)])),
      );
      expect(wanted.includes(ours(text)), `${JSON.stringify(text)}: ${ours(text)}`).toBe(true);
    }
  });

  test.each([
    ["[a]b]", "a]b"],
    ["[a] ; see [b]", "a"],
    ["[a ; b]", "a ; b"],
    ["[[a]", "[a"],
    ["[a]=1", "a"],
    ["[a][b] # c", "a][b"],
  ])("%s is the section %s", (header, section) => {
    const root = rootOf(`${header}\nlr = 1\n`, iniFormat);
    expect(root?.kind === "map" ? root.entries.map(({ key }) => key) : []).toEqual([section]);
  });
});
