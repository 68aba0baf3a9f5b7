import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deadline } from "../../../src/trainer/process/deadline.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("expires once, when it is due and not before", () => {
  const expired = vi.fn();
  const limit = deadline(expired);
  limit.set(100);
  vi.advanceTimersByTime(99);
  expect(expired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2);
  expect(expired).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(1000);
  expect(expired).toHaveBeenCalledOnce();
});

test("lifted and set again: each time counts from its own start", () => {
  const expired = vi.fn();
  const limit = deadline(expired);
  for (let i = 0; i < 50; i++) {
    limit.set(100);
    vi.advanceTimersByTime(70);
    limit.lift();
    vi.advanceTimersByTime(5);
  }
  expect(expired).not.toHaveBeenCalled();
  limit.set(100);
  vi.advanceTimersByTime(95);
  expect(expired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10);
  expect(expired).toHaveBeenCalledOnce();
});

test("a shorter one after a longer one", () => {
  const expired = vi.fn();
  const limit = deadline(expired);
  limit.set(60_000);
  limit.lift();
  limit.set(50);
  vi.advanceTimersByTime(60);
  expect(expired).toHaveBeenCalledOnce();
});

test("closed: no timer stays", () => {
  const expired = vi.fn();
  const limit = deadline(expired);
  limit.set(10);
  limit.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(100);
  expect(expired).not.toHaveBeenCalled();
});
