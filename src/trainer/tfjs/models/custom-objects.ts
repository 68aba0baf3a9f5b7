import type { serialization as Serialization } from "@tensorflow/tfjs-core";
import { describe } from "../../../core/check.ts";
import { InputError } from "../../../core/errors.ts";
import { serialization } from "../lib/core.ts";
import { importFile } from "../module/import-file.ts";
import type { CustomObjects } from "../options.ts";

/** A class that TensorFlow.js can make from what stands in a file. */
type CustomClass = Serialization.SerializableConstructor<Serialization.Serializable>;

/**
 * The classes that were given, by `className`.
 *
 * @throws InputError `bad-module` for a module that cannot be imported; `bad-option` where no class is among
 *   what was given, and for a class that TensorFlow.js cannot make from a file
 */
export async function customClasses(given: CustomObjects): Promise<readonly CustomClass[]> {
  const isFile = typeof given === "string";
  const label = isFile ? `\`customObjects\` ${given}` : "`customObjects`";
  const found = isFile ? await importFile("customObjects", given) : given;
  if (typeof found !== "object" || found === null) {
    throw bad(`${label} must be a path or an object of classes, got ${describe(found)}`);
  }
  // A default export may hold all of them; what else is exported is the module's own affair.
  const { default: whole } = found;
  const all = [...Object.entries(found), ...Object.entries(isRecord(whole) ? whole : {})];
  const classes = all.filter(([, value]) => isClass(value)) as [string, CustomClass][];
  if (classes.length === 0) {
    const names = all.map(([name]) => name).join(", ") || "nothing";
    throw bad(
      `${label} gives no class for a saved model (${names}): export classes of TensorFlow.js, e.g. \`export class Scale extends tf.layers.Layer { static className = "Scale"; … }\``,
    );
  }
  for (const [name, each] of classes) check(label, name, each);
  return [...new Set(classes.map(([, each]) => each))];
}

function check(label: string, name: string, custom: CustomClass): void {
  if (!Object.hasOwn(custom, "className") || typeof custom.className !== "string") {
    throw bad(
      `${label}: the class ${name} has no name that a file could call it by: add \`static className = "${name}"\`, as it stands in the model.json`,
    );
  }
  if (!((custom.prototype as unknown) instanceof serialization.Serializable)) {
    throw bad(
      `${label}: the class ${name} is made with another copy of TensorFlow.js than lr-finder's: install the same version of @tensorflow/tfjs-core and @tensorflow/tfjs-layers as lr-finder has (\`npm ls @tensorflow/tfjs-core\`)`,
    );
  }
}

/** Whether it looks like a class of TensorFlow.js, of whatever copy. */
function isClass(value: unknown): value is CustomClass {
  return (
    typeof value === "function" && typeof (value as Partial<CustomClass>).fromConfig === "function"
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function bad(message: string): InputError {
  return new InputError("bad-option", message, { data: { option: "customObjects" } });
}

/**
 * Runs what makes a model from a file while classes are known to TensorFlow.js, which has one list of them
 * for the whole process; it is put back whatever happens.
 */
export async function whileKnown<T>(
  classes: readonly CustomClass[],
  load: () => Promise<T>,
): Promise<T> {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const before = { ...classNameMap };
  for (const each of classes) serialization.SerializationMap.register(each);
  try {
    return await load();
  } finally {
    for (const { className } of classes) {
      const entry = before[className];
      if (entry === undefined) delete classNameMap[className];
      else classNameMap[className] = entry;
    }
  }
}

/** Names of classes in a model's topology that TensorFlow.js has none for, each once. */
export function unknownClasses(topology: unknown): string[] {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { class_name: name } = value as { class_name?: unknown };
    if (typeof name === "string" && !Object.hasOwn(classNameMap, name)) found.add(name);
    for (const each of Object.values(value)) visit(each);
  };
  visit(topology);
  return [...found];
}
