import { spawnSync } from "node:child_process";
import { describe, type TestContext, type TestOptions, test } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Why a test was left out. */
    leftOut?: string;
  }
}

/**
 * Something that a machine may lack. Tests say here what they need beside Node and npm; what was
 * left out for the lack of it is summed up at the end of the run by `left-out.ts`.
 */
export interface Need {
  /** What it is and, if that is not plain, how to get it: `a Chromium: apt-get install chromium`. */
  readonly what: string;
  readonly isThere: boolean;
  /** `.ci/run` installs it, so that its lack is a failure there. @default false */
  readonly inCi?: boolean;
}

type Body = () => void | Promise<void>;
type Rest = readonly [Body] | readonly [TestOptions, Body];

/** A `describe` that is left out where something is missing. Its body is called all the same. */
export function describeWith(need: Need, title: string, ...rest: Rest): void {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  if (need.isThere) describe(title, options, body);
  else if (mustBeThere(need)) test(title, () => fail(need));
  else describe(title, { ...options, skip: true, meta: { leftOut: need.what } }, body);
}

/** A `test` that is left out where something is missing. */
export function testWith(need: Need, title: string, ...rest: Rest): void {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  if (need.isThere) test(title, options, body);
  else if (mustBeThere(need)) test(title, () => fail(need));
  else test(title, { ...options, skip: true, meta: { leftOut: need.what } }, body);
}

/** Leaves out the test that is running where something is missing. */
export function skipWithout(need: Need, { skip }: Pick<TestContext, "skip">): void {
  if (need.isThere) return;
  if (mustBeThere(need)) fail(need);
  skip(need.what);
}

/** A program that answers `--version`. */
export function program(name: string): Need {
  return { what: name, isThere: spawnSync(name, ["--version"]).status === 0 };
}

/** A system on which a test makes sense. */
export const linux: Need = { what: "Linux", isThere: process.platform === "linux" };
export const posix: Need = { what: "a POSIX system", isThere: process.platform !== "win32" };

/** Not the user root, who may read and write everything. */
export const notRoot: Need = { what: "a user other than root", isThere: process.getuid?.() !== 0 };

/** The user root, who may give files away. */
export const root: Need = { what: "the user root", isThere: process.getuid?.() === 0 };

function mustBeThere({ inCi = false }: Need): boolean {
  return inCi && process.env.CI !== undefined;
}

function fail({ what }: Need): never {
  throw new Error(`${what} is not there, though .ci/run installs it`);
}
