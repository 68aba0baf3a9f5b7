// How long it takes to say which of 100,000 keys named like a learning rate may be meant, parsing included.
//
//   npm run build && npm run bench:candidates [-- --keys 100000] [--quick] [--check]
//
// A config of each format with as many keys as asked, in mappings of their own where its size limit allows
// that, else in a list; processor time, which other programs on the machine change little.
import { parseArgs } from "node:util";
import { target } from "../target.mjs";

const { CONFIG_FORMATS, pickKey } = await import("../../../dist/config/index.js");

const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "100000" },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const keys = values.quick ? 1000 : Number(values.keys);
const repeated = (item, between = "") =>
  Array.from({ length: keys }, (_, i) => item(i)).join(between);

const configs = {
  json: `{${repeated((i) => `"g${i}":{"lr":0.1}`, ",\n")}}`,
  json5: `{${repeated((i) => `g${i}:{lr:.1}`, ",\n")}}`,
  yaml: repeated(() => "- lr: .1\n"),
  toml: `lr = [${repeated(() => "0.1", ",")}]\n`,
  ini: repeated((i) => `[g${i}]\nlr = 0.1\n`),
  env: `${repeated((i) => `N${i}=0.1\n`)}`,
};

for (const [name, text] of Object.entries(configs)) {
  const format = CONFIG_FORMATS[name];
  const start = process.cpuUsage();
  let message = "";
  try {
    pickKey(text, format);
  } catch (error) {
    if (error.code !== "key-needed") throw error;
    message = error.message;
  }
  const { user, system } = process.cpuUsage(start);
  target(`${keys} keys of ${format.title}`, (user + system) / 1e6, { atMost: 1, unit: " s" });
  if (message.length > 5000) throw new Error(`a message of ${message.length} characters`);
}
