import { nearest } from "../core/check.ts";
import { InputError } from "../core/errors.ts";
import {
  likeliest,
  listed,
  lrCandidates,
  nearestFirst,
  numericKeys,
  shortList,
  valuePaths,
} from "./candidates.ts";
import type { ConfigTree } from "./format.ts";
import { parseKeyPath } from "./key-path.ts";
import { type Located, locate, type NotEditableReason } from "./locate.ts";
import { namesLr } from "./lr-names.ts";

/**
 * The value at a path, or one error that says what to do instead.
 *
 * @throws InputError `bad-key-path`, `key-not-found` (with candidates and the nearest path),
 *   `key-ambiguous` or `key-not-editable` (with the place of the source)
 */
export function findTarget(tree: ConfigTree, path: string): Located & { status: "found" } {
  const located = locate(tree, parseKeyPath(path));
  switch (located.status) {
    case "found":
      return located;
    case "not-found":
      return notFound(tree, path);
    case "ambiguous": {
      const places = located.places.map((place) => `${place.path} (line ${place.line})`).join(", ");
      throw new InputError(
        "key-ambiguous",
        `The key ${path} stands more than once in ${tree.file}: ${places}. ${
          tree.documents.length > 1
            ? "Put the document's index first, or remove the duplicate."
            : "Remove the duplicate first."
        }`,
        { data: { file: tree.file, path, places: located.places } },
      );
    }
    case "not-editable":
      return notEditable(tree, path, located);
  }
}

// What to do about a value that stands here but may not be written.
const ADVICE: Readonly<Record<NotEditableReason, string>> = {
  alias: "Change it there, or write a number of its own here first.",
  "default-section": "Change it there, or write the key of its own here first.",
  "merge-key": "Change it there, or write the key of its own here first.",
  interpolation: "Change it there, or write a number of its own here first.",
  tag: "Take the tag away first.",
  collection: "Name a key inside it.",
  "no-value": "Give it a value first.",
};

function notEditable(
  tree: ConfigTree,
  path: string,
  located: Located & { status: "not-editable" },
): never {
  const { reason, line, why, source } = located;
  const inside = lrCandidates(tree).filter((one) => one.path.startsWith(`${path}.`));
  const where = source === null ? "" : ` Its source is ${source.path} (line ${source.line}).`;
  const near = inside.length > 0 ? ` Did you mean ${listed(inside)}?` : "";
  throw new InputError(
    "key-not-editable",
    `${path} in ${tree.file}, line ${line}, ${why}.${where} ${ADVICE[reason]}${near}`,
    { data: { file: tree.file, path, reason, line, source } },
  );
}

function notFound(tree: ConfigTree, path: string): never {
  const likely = likeliest(tree);
  const isOfLr = namesLr(parseKeyPath(path).at(-1) ?? "");
  const candidates = likely.length > 0 ? nearestFirst(likely, path) : numericKeys(tree, 20);
  // Who asks for a learning rate is not sent to the optimizer's name.
  const paths = candidates.map((one) => one.path);
  const near = isOfLr
    ? (nearest(path, paths) ?? (likely.length > 0 ? paths[0] : undefined))
    : nearest(path, valuePaths(tree, 5000));
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  const list =
    candidates.length === 0
      ? " It holds no numbers."
      : ` ${likely.length > 0 ? "Learning rates" : "Numbers"} in it: ${listed(candidates)}`;
  throw new InputError("key-not-found", `${tree.file} has no key ${path}.${hint}${list}`, {
    data: { file: tree.file, path, ...shortList(candidates), nearest: near },
  });
}
