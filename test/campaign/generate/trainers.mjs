// Trainers that misbehave, as scripts for /bin/sh, which starts within a millisecond or two.
import { maybe, NASTY_TEXTS, pick, several } from "./chance.mjs";

const quote = (text) => `'${text.replaceAll("\u0000", "").replaceAll("'", "'\\''")}'`;
const line = (text) => `printf '%s\\n' ${quote(text)}`;
const json = (value) => line(JSON.stringify(value));
/** Raw bytes, as printf takes them. */
const bytes = (list) =>
  `printf '${list.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}'`;
const repeat = (length, letter) => `head -c ${length} /dev/zero | tr '\\0' '${letter}'`;

// `next` waits for a question and counts it, `good LOSS` answers it as it should be.
const HEAD = `n=0
next() { IFS= read -r q || exit 0; n=$((n+1)); case "$q" in *'"close"'*) exit 0;; esac; }
good() { case "$q" in
  *'"snapshot"'*|*'"restore"'*) printf '{"lrf":"ok","id":%d}\\n' $n;;
  *) printf '{"lrf":"result","id":%d,"loss":%s}\\n' $n "$1";; esac; }
`;

const LOSSES = [
  ...[
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e400",
    "1e-400",
    "-0",
    "null",
    "true",
    "{}",
    "[]",
  ],
  ...['"NaN"', '"high"', '"1.5"', '""', "[1.5]", '{"value":1}', "0x10", "1.", ".5", "01", "1e"],
  ...["9".repeat(400), "2.5,", "2.5}", "2.5 2.5"],
];
const IDS = ["$((n+1))", "$((n-1))", "0", "-1", "1e300", '"$n"', "null", "1.5", "{}"];
const SIGNALS = ["SEGV", "KILL", "TERM", "ABRT", "PIPE", "HUP", "INT", "STOP"];
const RAW = [
  ...['{"lrf":"resu', '{"lrf":', '{"lrf": "result"}', '{"lrf":"result","id":', '{"lrf":"nothing"}'],
  ...[
    '{"lrf":null}',
    '{"lrf":{}}',
    '{"lrf":"ready"}',
    '{"lrf":"ok"}',
    '{"lrf":"close"}',
    "{}",
    "[]",
  ],
  ...['{"lrf":"error"}', '{"lrf":"error","message":null}', '{"lrf":"error","message":{"a":1}}'],
  ...['text {"lrf":"result","id":1,"loss":1}', '\ufeff{"lrf":"ok","id":1}', '  { "lrf" : "ok" }'],
  ...['{"lrf":"result","lrf":"error","id":1}', '{"lrf":"result","__proto__":{"id":1},"loss":1}'],
];

const INFOS = [
  { optimizer: "adam", batchSize: 8, stepsPerEpoch: 10, parameterCount: 3 },
  {},
  null,
  { optimizer: null, batchSize: null },
  { stepsPerEpoch: 1e300 },
  { batchSize: -1 },
  { parameterCount: "many" },
  { optimizer: "\u001b]52;c;cm0g\u0007" },
  { optimizer: "x".repeat(100_000) },
  { __proto__: null, constructor: { name: 1 } },
  [],
  "adam",
];

/** What it does before, or instead of, saying that it is ready. */
function ready(draw) {
  const message = {
    lrf: "ready",
    protocol: 1,
    capabilities: ["evaluate", "restore"],
    info: INFOS[0],
  };
  if (maybe(draw, 0.8)) return json(maybe(draw, 0.5) ? message : { ...message, capabilities: [] });
  return pick(draw, [
    () => json({ ...message, info: pick(draw, INFOS) }),
    () => json({ ...message, protocol: pick(draw, [0, 2, "1", null, 1e300]) }),
    () =>
      json({ ...message, capabilities: pick(draw, ["restore", [1], {}, [[]], ["x".repeat(9e4)]]) }),
    () => `${json(message)}\n${json(message)}`,
    () => line("loading …"),
    () => line(pick(draw, RAW)),
    () => line(`\ufeff${JSON.stringify(message)}`),
    () => `printf '%s\\r\\n' ${quote(JSON.stringify(message))}`,
    () => `printf '%s' ${quote(JSON.stringify(message))}`,
    () => `exit ${draw.int(256)}`,
    () => `kill -${pick(draw, SIGNALS)} $$`,
    () => "exec 1>&-",
    () => `{ ${repeat(2_000_000, "x")}; }`,
    () => "sleep 20",
  ])();
}

const MISDEEDS = [
  (draw) => `printf '{"lrf":"result","id":%s,"loss":1}\\n' "${pick(draw, IDS)}"`,
  (draw) => `good ${quote(pick(draw, LOSSES))}`,
  (draw) => line(pick(draw, RAW)),
  (draw) =>
    `printf '%s' ${quote(pick(draw, RAW))}; ${pick(draw, ["exit 0", "exit 3", "sleep 20"])}`,
  () => "good 2; good 2",
  () => "good 2; good 1; good 2; good 1",
  () => `printf '{"lrf":"result","id":%d,"loss":1}\\n' $((n+1)); good 2`,
  (draw) => `${bytes(several(draw, 1, 60, () => draw.int(256)))}; good 2`,
  (draw) => `${bytes(several(draw, 1, 60, () => draw.int(256)))}; printf '\\n'; good 2`,
  (draw) => `${line(pick(draw, NASTY_TEXTS))}; good 2`,
  (draw) => `${json({ lrf: "error", message: pick(draw, NASTY_TEXTS), id: 1 })}; exit 1`,
  () => `printf '{"lrf":"error","message":"'; ${repeat(900_000, "e")}; printf '"}\\n'`,
  () => `${repeat(2_000_000, "x")}; good 2`,
  () => `${repeat(2_000_000, "[")}; printf '\\n'; good 2`,
  () => `printf '{"lrf":"result","id":1,"loss":'; ${repeat(900_000, "[")}; printf '\\n'`,
  () =>
    `printf '{"lrf":"result","a":"'; ${repeat(900_000, "x")}; printf '","id":%d,"loss":NaN}\\n' $n`,
  () => `printf '{"lrf":"result","a":NaN,"b":"'; ${repeat(900_000, "\\\\")}; printf '\\n'`,
  () => `${repeat(1_000_000, "\\n")}; good 2`,
  (draw) => `yes ${quote(pick(draw, ["y", "\u001b[2J", '{"lrf"}']))} | head -c 3000000; good 2`,
  (draw) => `yes ${quote(pick(draw, ["Traceback", "\u001b[2J"]))} | head -c 3000000 >&2; good 2`,
  () => `${repeat(1_000_000, "e")} >&2; exit 1`,
  (draw) => `exit ${pick(draw, [0, 1, 2, 3, 77, 127, 255])}`,
  (draw) => `kill -${pick(draw, SIGNALS)} $$; sleep 20`,
  () => "sleep 20",
  () => "exec 0<&-; good 2; sleep 20",
  () => "exec 0<&-; good 2",
  () => "exec 1>&-; sleep 20",
  () => "exec 1>&- 2>&-",
  () => "sleep 30 & good 2",
  () => "sleep 30 >/dev/null 2>&1 & good 2; exit 1",
  () => "setsid sleep 30 & good 2",
  () => "trap '' TERM; sleep 30 & good 2; sleep 20",
  () => "trap '' TERM HUP INT; good 2",
  (draw) =>
    `printf '{"lrf":"result","id":%d,"loss":1,"lr":%s}\\n' $n ${pick(draw, ["1", "NaN", "{}"])}`,
  (draw) =>
    `printf '{"lrf":"result","id":%d,"loss":1,"skipped":%s}\\n' $n ${pick(draw, ["true", "1", "{}"])}`,
];

/** A trainer that answers some questions well, and then, once to three times, does something else. */
export function misbehaving(draw) {
  const steps = [];
  const goodOnes = () => {
    const times = draw.int(6);
    for (let i = 0; i < times; i++) steps.push(`next; good ${(2 + draw.normal()).toFixed(3)}`);
  };
  goodOnes();
  for (let i = 0; i <= draw.int(3); i++) {
    steps.push(`${maybe(draw, 0.9) ? "next; " : ""}${pick(draw, MISDEEDS)(draw)}`);
    goodOnes();
  }
  const rest = maybe(draw, 0.8) ? "while next; do good 2; done" : "";
  return `${HEAD}${ready(draw)}\n${steps.join("\n")}\n${rest}\n`;
}
