import { flag, list, number, object, optional, text } from "./schema.ts";

/** Data of the note `state-not-named`: state that training changes and nobody named. */
export const notNamed = object({
  names: list(text),
  kinds: list(text),
  later: optional(flag),
  harmless: optional(number),
  /** Where it is harmless: their held-out losses before the first step were alike too. */
  heldOut: optional(flag),
});
