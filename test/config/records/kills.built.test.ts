import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { repoFile } from "../../helpers/cli.ts";

type KillWrites = (times: number, room: string) => Promise<Record<string, number>>;

test("kill -9 in the middle of writes: old or new, whole, and the record says which", async () => {
  const room = repoFile("dist/config/index.js");
  expect(existsSync(room), "run `npm run build` first").toBe(true);
  const bench = pathToFileURL(repoFile("test/bench/config/kill-writes.mjs")).href;
  const { killWrites } = (await import(bench)) as { killWrites: KillWrites };
  const counts = await killWrites(8, pathToFileURL(room).href);
  expect(counts).toMatchObject({ torn: 0, unrecorded: 0, notUndone: 0 });
}, 60_000);
