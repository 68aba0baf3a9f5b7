import { describe, expect, test } from "vitest";
import { createFeed, type Sink } from "../../src/live/feed.ts";

/** A reader that takes so many writes and then says that it is full, until it is drained. */
function reader(room = Number.POSITIVE_INFINITY) {
  const texts: string[] = [];
  let left = room;
  let drained = () => {};
  const sink: Sink = {
    write(text) {
      texts.push(text);
      left -= 1;
      return left > 0;
    },
    onDrain(listener) {
      drained = listener;
    },
  };
  const messages = () =>
    texts.flatMap((text) => JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "[]") as number[]);
  return {
    sink,
    texts,
    messages,
    drain(more: number) {
      left = more;
      drained();
    },
  };
}

describe("the feed", () => {
  test("gives a late reader everything, in order, and a returning one the rest", () => {
    const feed = createFeed();
    for (let i = 0; i < 1200; i++) feed.push(String(i));
    const late = reader();
    feed.attach(late.sink, 0);
    expect(late.messages()).toEqual(Array.from({ length: 1200 }, (_, i) => i));
    expect(late.texts.map((text) => /^id: (\d+)$/m.exec(text)?.[1])).toEqual([
      "500",
      "1000",
      "1200",
    ]);
    const returning = reader();
    feed.attach(returning.sink, 1198);
    expect(returning.messages()).toEqual([1198, 1199]);
    const ahead = reader();
    feed.attach(ahead.sink, 99_999);
    feed.push("1200");
    feed.flush();
    expect(ahead.messages()).toEqual([1200]);
  });

  test("writes batches later, not at each push, and not to readers that left", () => {
    const feed = createFeed();
    const one = reader();
    const gone = reader();
    feed.attach(one.sink, 0);
    const leave = feed.attach(gone.sink, 0);
    leave();
    for (let i = 0; i < 10; i++) feed.push(String(i));
    expect(one.texts).toEqual([]);
    feed.flush();
    expect(one.texts).toEqual(["id: 10\ndata: [0,1,2,3,4,5,6,7,8,9]\n\n"]);
    expect([gone.texts.length, feed.readers]).toEqual([0, 1]);
  });

  test("a slow reader is written to only when it drained, and misses nothing", () => {
    const feed = createFeed();
    const slow = reader(1);
    const quick = reader();
    feed.attach(slow.sink, 0);
    feed.attach(quick.sink, 0);
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 50; i++) feed.push(String(round * 50 + i));
      feed.flush();
    }
    // One write until it said that it was full; nothing was queued for it since.
    expect(slow.texts).toHaveLength(1);
    expect(quick.messages()).toHaveLength(5000);
    slow.drain(3);
    expect(slow.texts).toHaveLength(4);
    slow.drain(1000);
    expect(slow.messages()).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });
});
