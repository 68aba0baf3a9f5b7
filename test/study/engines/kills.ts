import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect } from "vitest";
import { comparable, differences, kill, leftovers } from "../../bench/study/process.mjs";

/** A folder for all tests of a suite, removed after them. */
export function suiteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lr-finder-suite-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Until something of a study is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const started = performance.now(); !(await isSo()); await delay(50)) {
    if (performance.now() - started > 60_000) throw new Error(`${what}: not within a minute`);
  }
}

/**
 * Kills (-9) workers, and the processes that train for them, at random while they train.
 *
 * @returns how many
 */
export async function killSome(
  training: () => readonly { readonly pid: number }[],
  most: number,
  isOver: () => boolean,
): Promise<number> {
  let kills = 0;
  while (!isOver() && kills < most) {
    await delay(300 + 500 * Math.random());
    const all = training();
    const victim = all[Math.floor(Math.random() * all.length)];
    if (victim !== undefined && !isOver() && kill(victim.pid)) kills += 1;
  }
  return kills;
}

/** Every result is there, once, and as it was measured without an engine; nothing is left behind. */
export function expectSame(calm: string, other: string): void {
  const none = { lost: 0, more: 0, differing: 0 };
  expect(differences(comparable(calm), comparable(other))).toEqual(none);
  expect(leftovers(other)).toEqual([]);
}
