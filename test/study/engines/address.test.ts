import { describe, expect, test } from "vitest";
import { QUEUE_VARIABLE, queueAddress } from "../../../src/study/engines/bullmq/address.ts";

describe("the address of a queue", () => {
  test("is the option's, else the environment's", () => {
    const env = { [QUEUE_VARIABLE]: "postgres://u:p@h/d" };
    expect(queueAddress("rediss://h", env)).toMatchObject({ server: "Redis", url: "rediss://h" });
    expect(queueAddress(undefined, env)).toMatchObject({ server: "PostgreSQL" });
  });

  test.each([
    ["nothing", undefined, "LR_FINDER_QUEUE"],
    ["no address", "s3cret", "no address of a queue"],
    ["another server", "mysql://u:s3cret@h", "redis://"],
    ["a password with bare signs", "redis://u:s3cret#x@h:1:2", "%23"],
  ])("%s is refused, without what was given", (_, given, words) => {
    const refused = () => queueAddress(given, {});
    expect(refused).toThrow(words);
    expect(refused).not.toThrow("s3cret");
  });

  test.each([
    ["redis://:s3cret@h:1", "ERR AUTH s3cret", "ERR AUTH ***"],
    ["postgres://u:a%2Fb@h/d", "password a/b or a%2Fb", "password *** or ***"],
    ["postgres://h/d?user=u&password=s3cret", "near s3cret", "near ***"],
    ["redis://u:s3cret@h:1/0", "cannot reach redis://u:s3cret@h:1/0", "cannot reach ***"],
  ])("%s stands in no words", (url, thrown, words) => {
    expect(queueAddress(url, {}).wordsOf(new Error(thrown))).toBe(words);
  });

  test("what several addresses of a host answered is said, where the error has no words", () => {
    const { wordsOf } = queueAddress("redis://h", {});
    const refused = new Error("connect ECONNREFUSED ::1:1");
    expect(wordsOf(new AggregateError([refused]))).toBe(refused.message);
    expect(wordsOf(Object.assign(new Error(), { code: "ECONNREFUSED" }))).toBe("ECONNREFUSED");
  });
});
