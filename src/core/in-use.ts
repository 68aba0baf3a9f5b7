import { InputError } from "./errors.ts";

const taken = new WeakSet<object>();

/**
 * Takes objects for as long as they are worked on, so that nobody else in this program works on them
 * meanwhile.
 *
 * @returns what gives them back, once; null where one of them is taken already, and then none is
 */
export function take(objects: readonly object[]): (() => void) | null {
  if (objects.some((each) => taken.has(each))) return null;
  for (const each of objects) taken.add(each);
  let isOurs = true;
  return () => {
    if (!isOurs) return;
    isOurs = false;
    for (const each of objects) taken.delete(each);
  };
}

/** What a closed trainer says to whoever begins something with it. */
export function closedTrainer(): InputError {
  return new InputError("trainer-closed", "`trainer` is closed: make another one", {
    data: { option: "trainer" },
  });
}
