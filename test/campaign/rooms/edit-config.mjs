// Edits a config as `apply` does, and proves with another reader that one value alone has changed.
import { parseEnv } from "node:util";
import { getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { parseAllDocuments } from "yaml";
import { lrCandidates, numericKeys } from "../../../dist/config/candidates.js";
import { detectFormat, parseConfig, planEdit, readConfig } from "../../../dist/config/index.js";
import { pickKey } from "../../../dist/config/pick-key.js";
import { maybe, pick } from "../generate/chance.mjs";

/** Other readers of the formats. INI has one in Python: see parts/files.mjs. */
const READERS = {
  json: JSON.parse,
  yaml(text) {
    const documents = parseAllDocuments(text, { logLevel: "silent" });
    if (documents.some(({ errors }) => errors.length > 0)) throw new Error("damaged");
    return documents.map((one) => one.toJS());
  },
  toml: (text) => getStaticTOMLValue(parseTOML(text)),
  // It drops a quote that is open at the very end.
  env: (text) => parseEnv(`${text}\n`),
};
/** Values that are compared; configs with more are read, and edited, but not compared. */
const MOST_VALUES = 20_000;

/**
 * @returns what was edited, for readers that are not here: `{ format, before, after, wanted }`
 * @throws LrFinderError where the config is refused, and an error where an edit changes anything else
 */
export async function editConfig(file, draw) {
  const { text } = await readConfig(file);
  const format = detectFormat(file, text);
  const tree = parseConfig(text, format, file);
  const keys = [...lrCandidates(tree), ...numericKeys(tree, 50)].filter((one) => one.editable);
  const value = Number((10 ** -draw.int(6) * (1 + draw.float())).toPrecision(3));
  if (keys.length === 0 || maybe(draw, 0.15)) {
    const path = pick(draw, ["lr", "optimizer.lr", "new.key", "train.lr0", "a.b.c"]);
    return edited(tree, { path, value, create: true }, file);
  }
  if (maybe(draw, 0.2)) return edited(tree, { path: pickKey(text, format, file), value }, file);
  return edited(tree, { path: pick(draw, keys.slice(0, 100)).path, value }, file);
}

function edited(tree, edit, file) {
  const { text, format } = tree;
  const plan = planEdit(text, format, [edit], file);
  const back = planEdit(plan.text, format, [edit], file);
  if (back.changes.length > 0) throw new Error(`${edit.path}: the value is not there afterwards`);
  if (plan.notes.some(({ message }) => message.length > 100_000))
    throw new Error(`a long note: ${plan.notes.map(({ message }) => message.slice(0, 300))}`);
  const read = READERS[format.name];
  // The value may have been there in another spelling.
  const wanted = plan.changes.filter(({ old }) => old !== edit.value).length;
  const shared = plan.notes.some(({ code }) => code === "also-changes");
  if (read !== undefined && !shared) {
    const before = valuesOf(read, text);
    if (before !== null && agrees(before, tree)) {
      sameButOne(before, valuesOf(read, plan.text), edit, wanted);
    }
  }
  const isForPython = format.name === "ini" && wanted === 1 && !edit.create;
  return isForPython ? { before: text, after: plan.text, path: edit.path } : null;
}

/** Whether the other reader sees the same keys at the top: where a file is damaged, readers differ. */
function agrees(before, { documents, format }) {
  if (format.name !== "env") return true;
  const [root] = documents;
  const keys = root?.kind === "map" ? root.entries.map(({ node }) => node.label) : [];
  return [...before.keys()].length - 1 === new Set(keys).size;
}

/** Every value of a config by its place; null where the other reader does not take it, or it is huge. */
function valuesOf(read, text) {
  const values = new Map();
  try {
    const waiting = [["", read(text.replace(/^\ufeff/, ""))]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [place, value] = next;
      if (typeof value === "object" && value !== null && !(value instanceof Date)) {
        values.set(place, Array.isArray(value) ? "list" : "map");
        for (const key of Object.keys(value)) {
          waiting.push([`${place}/${JSON.stringify(key)}`, value[key]]);
        }
      } else values.set(place, `${typeof value} ${String(value)}`);
      if (values.size > MOST_VALUES) return null;
    }
  } catch {
    return null;
  }
  return values;
}

function sameButOne(before, after, { path, value, create }, wanted) {
  const fail = (why) => {
    throw new Error(`editing ${path}: ${why}`);
  };
  if (after === null) fail("another reader takes the config no more");
  const others = [...after].filter(([place, one]) => before.get(place) !== one);
  const gone = [...before.keys()].filter((place) => !after.has(place));
  if (gone.length > 0) fail(`these values are gone: ${gone.slice(0, 3).join(" ")}`);
  const scalars = others.filter(([, one]) => one !== "map");
  if (scalars.length !== wanted || (!create && others.length !== wanted)) {
    fail(`${others.length} values changed: ${others.slice(0, 4).join("; ")}`);
  }
  for (const [place, one] of scalars) {
    if (Number(one.slice(one.indexOf(" "))) !== value) fail(`${place} is ${one}`);
  }
}
