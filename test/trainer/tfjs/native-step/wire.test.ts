import { expect, it } from "vitest";
import {
  bytesField,
  floatField,
  integerField,
  message,
  varint,
} from "../../../../src/trainer/tfjs/native-step/saved-model.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

// The examples of protobuf.dev, "Encoding".
it("writes the bytes that the format's description gives", () => {
  expect(hex(varint(150))).toBe("9601");
  expect(hex(integerField(1, 150))).toBe("089601");
  expect(hex(bytesField(2, "testing"))).toBe("120774657374696e67");
  expect(hex(bytesField(3, integerField(1, 150)))).toBe("1a03089601");
  expect(hex(bytesField(6, message([3, 270, 86942].map(varint))))).toBe("3206038e029ea705");
});

it("writes a negative number in ten bytes, and a float as in memory", () => {
  expect(hex(varint(-2))).toBe("feffffffffffffffff01");
  expect(hex(floatField(4, 1))).toBe("250000803f");
});
