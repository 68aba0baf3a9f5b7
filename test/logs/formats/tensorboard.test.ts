import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readLog } from "../../../src/logs/files/index.ts";
import { crc32c, FrameCutter, maskedCrc32c } from "../../../src/logs/formats/tensorboard/frames.ts";
import { fieldsOf } from "../../../src/logs/formats/tensorboard/protobuf.ts";
import { parseLog, sweepFromLog } from "../../../src/logs/index.ts";
import { expected, fixture, valuesOf } from "../support.ts";

const SIMPLE = "tensorboard-simple/events.out.tfevents.1700000000.machine";
const bytes = new Uint8Array(readFileSync(fixture(SIMPLE)));

type Tags = { tags: Record<string, [number, number][]> };

describe("checksums", () => {
  // RFC 3720, appendix B.4.
  test.each([
    [new TextEncoder().encode("123456789"), 0xe3069283],
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ])("CRC-32C %#", (data, crc) => {
    expect(crc32c(data)).toBe(crc);
  });

  test("masked", () => {
    // TensorFlow's definition, in arithmetic without bit operators.
    const crc = 0xe3069283;
    const rotated = Math.floor(crc / 2 ** 15) + (crc % 2 ** 15) * 2 ** 17;
    const masked = (rotated + 0xa282ead8) % 2 ** 32;
    expect(maskedCrc32c(new TextEncoder().encode("123456789"))).toBe(masked);
  });
});

test("integers of protobuf, negative ones too", () => {
  const varint = (...data: number[]) => [...fieldsOf(Uint8Array.of(8, ...data))][0]?.value;
  expect(varint(0)).toBe(0);
  expect(varint(0xac, 0x02)).toBe(300);
  expect(varint(0x80, 0x80, 0x80, 0x80, 0x80, 0x20)).toBe(2 ** 40);
  expect(varint(...Array(9).fill(0xff), 1)).toBe(-1);
  expect(() => varint(0x80)).toThrow(RangeError);
  expect(() => [...fieldsOf(Uint8Array.of(0x0a, 5, 1))]).toThrow(RangeError);
});

describe.each(["tensorboard-simple", "tensorboard-tensor"])(
  "%s, as TensorBoard reads it",
  (folder) => {
    test("every tag, step and value", async () => {
      const { table } = await readLog(fixture(folder));
      const { tags } = expected<Tags>(folder);
      const steps = valuesOf(table, "step");
      const found = table.columns
        .filter(({ name }) => name !== "step")
        .map(({ name, rows, values }) => [
          name,
          [...values].map((value, i) => [steps[rows?.[i] ?? i], value]),
        ]);
      expect(Object.fromEntries(found)).toEqual(tags);
      expect(table.warnings).toEqual([]);
    });

    test("is a sweep", async () => {
      const { runs } = sweepFromLog((await readLog(fixture(folder))).table);
      const { tags } = expected<Tags>(folder);
      const lrs = tags["train/lr"] ?? tags.learning_rate;
      expect(runs[0]?.lrs).toEqual(lrs?.map(([, value]) => value));
    });
  },
);

describe("bad event files", () => {
  test("a frame that goes on and on is gathered in linear time, and one beyond 256 MB is damage", () => {
    const [piece, pieces] = [new Uint8Array(16_384), 6000];
    for (const [length, kind] of [
      [2 ** 28 - 1, "truncated"],
      [2 ** 28, "corrupt"],
    ] as const) {
      const head = new DataView(new ArrayBuffer(12));
      head.setUint32(0, length, true);
      head.setUint32(8, maskedCrc32c(new Uint8Array(head.buffer, 0, 8)), true);
      const cutter = new FrameCutter();
      const frames = [...cutter.push(new Uint8Array(head.buffer))];
      // Copied anew with every piece, these 98 MB were 295 GB.
      for (let i = 0; i < pieces; i++) frames.push(...cutter.push(piece));
      expect(frames).toEqual([]);
      expect(cutter.fault(true)).toEqual({ kind, offset: 0 });
    }
  }, 20_000);

  const whole = valuesOf(parseLog(bytes, "events"), "train/loss");

  test("a cut at any place: everything before it", () => {
    let events = 0;
    for (let length = 100; length < bytes.length; length += 37) {
      const table = parseLog(bytes.subarray(0, length), "events");
      const losses = table.columns.find(({ name }) => name === "train/loss")?.values ?? [];
      expect([...losses]).toEqual(whole.slice(0, losses.length));
      expect(losses.length).toBeGreaterThanOrEqual(events);
      events = losses.length;
      expect(
        table.warnings.map(({ code }) => code).filter((code) => code !== "truncated-event-file"),
      ).toEqual([]);
    }
    expect(events).toBeGreaterThan(50);
  });

  test.each([1000, 3001, 5500])("a flipped bit at byte %i", (at) => {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] as number) ^ 4;
    const table = parseLog(damaged, "events");
    const losses = valuesOf(table, "train/loss");
    expect(losses.length).toBeGreaterThan(5);
    expect(losses).toEqual(whole.slice(0, losses.length));
    const [warning] = table.warnings;
    expect(warning?.code).toBe("corrupt-event-file");
    expect(warning?.data.offset).toBeLessThanOrEqual(at);
    expect(at - (warning?.data.offset as number)).toBeLessThan(100);
  });

  test("no whole event", () => {
    expect(() => parseLog(bytes.subarray(0, 20), "events")).toThrow(
      /without a single readable event/,
    );
    const damaged = bytes.slice();
    damaged[20] = (damaged[20] as number) ^ 1;
    expect(() => parseLog(damaged, "events")).toThrow(/without a single readable event/);
  });

  test("a tag that is not there: the tags that are", () => {
    const table = parseLog(bytes, "events");
    expect(() => sweepFromLog(table, { loss: "train/los" })).toThrow(
      /no tag "train\/los"\. Did you mean "train\/loss"\? It has: "step", "train\/loss"/,
    );
  });
});
