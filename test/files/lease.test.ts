import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { readLease, takeLease, watchLeases } from "../../src/files/index.ts";
import { temporaryFolder } from "../helpers/cli.ts";

const path = () => join(temporaryFolder(), "key");

/** The lease of a worker on another machine: nothing can be asked about its process. */
function foreign(file: string, beat: number, token = "t") {
  const mine = readLease(file) ?? {
    version: 1,
    pid: 1,
    processStart: null,
    since: new Date(0).toISOString(),
  };
  const lease = { ...mine, beat, token, host: "elsewhere", processSpace: "other" };
  writeFileSync(file, JSON.stringify(lease));
}

describe("a lease", () => {
  test("is held by one, until it is released", () => {
    const file = path();
    const lease = takeLease(file);
    onTestFinished(() => lease?.release());
    expect(lease?.isHeld()).toBe(true);
    expect(takeLease(file)).toBeNull();
    expect(watchLeases().look(file)).toBe("held");
    lease?.release();
    expect(existsSync(file)).toBe(false);
    expect(watchLeases().look(file)).toBe("free");
    const next = takeLease(file);
    expect(next).not.toBeNull();
    next?.release();
    expect(readdirSync(join(file, ".."))).toEqual([]);
  });

  test("beats: its counter grows, whole at any time", async () => {
    const file = path();
    const lease = takeLease(file, { beatMs: 5 });
    onTestFinished(() => lease?.release());
    let most = 0;
    for (let i = 0; i < 100; i++) {
      const beat = readLease(file)?.beat ?? -1;
      expect(beat).toBeGreaterThanOrEqual(most);
      most = beat;
      await delay(1);
    }
    expect(most).toBeGreaterThan(3);
  });

  test("of a process of this machine that has ended is dead at once", () => {
    const file = path();
    takeLease(file)?.release();
    const lease = takeLease(file);
    const { beat, ...rest } = readLease(file) ?? { beat: 0 };
    lease?.release();
    writeFileSync(file, JSON.stringify({ ...rest, beat, processStart: "1" }));
    const watch = watchLeases();
    expect(watch.look(file)).toBe("dead");
    expect(watch.takeAway(file)).toMatchObject({ processStart: "1" });
    expect(existsSync(file)).toBe(false);
  });

  test("of another machine is dead once its counter has stood still for so long, whatever any clock says", () => {
    const file = path();
    let now = 0;
    const watch = watchLeases({ staleMs: 60 }, () => now);
    foreign(file, 1);
    expect(watch.look(file)).toBe("unsure");
    now = 59;
    expect(watch.look(file)).toBe("unsure");
    foreign(file, 2);
    expect(watch.look(file)).toBe("held");
    now = 110;
    expect(watch.look(file)).toBe("held");
    now = 120;
    expect(watch.look(file)).toBe("dead");
    expect(watch.takeAway(file)?.token).toBe("t");
    expect(watch.look(file)).toBe("free");
  });

  test("that somebody else took meanwhile is not taken away", () => {
    const file = path();
    let now = 0;
    const watch = watchLeases({ staleMs: 60 }, () => now);
    foreign(file, 1);
    watch.look(file);
    now = 100;
    expect(watch.look(file)).toBe("dead");
    foreign(file, 1, "another");
    expect(watch.takeAway(file)).toBeNull();
    expect(readLease(file)?.token).toBe("another");
    expect(readdirSync(join(file, ".."))).toEqual(["key"]);
  });

  test("that was taken away is no longer held, and its holder leaves the next one's alone", () => {
    const file = path();
    const lease = takeLease(file);
    foreign(file, 7, "another");
    expect(lease?.isHeld()).toBe(false);
    lease?.release();
    expect(readLease(file)?.token).toBe("another");
  });

  test("that is damaged is dead once it was watched for so long", () => {
    const file = path();
    let now = 0;
    const watch = watchLeases({ staleMs: 60 }, () => now);
    writeFileSync(file, '{"version":1,');
    expect(watch.look(file)).toBe("unsure");
    now = 61;
    expect(watch.look(file)).toBe("dead");
    watch.takeAway(file);
    expect(existsSync(file)).toBe(false);
  });
});
