import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pick } from "../generate/chance.mjs";
import { newFolder, start } from "../jobs.mjs";

/** Secrets in one command. */
const PLANTED = 8;

// Says its arguments wherever a trainer can say something.
const TRAINER = `printf 'started with %s\\n' "$*" >&2
printf 'logged in with %s\\n' "$WANDB_API_KEY"
for word in "$@"; do printf '%s\\n' "$word"; done
say() { printf '{"lrf":%s}\\n' "$1"; }
say '"ready","protocol":1,"capabilities":["restore"],"info":{"optimizer":"sgd","batchSize":1,"stepsPerEpoch":10}'
n=0
while IFS= read -r q; do
  n=$((n+1))
  case "$q" in
    *'"close"'*) exit 0;;
    *'"snapshot"'*|*'"restore"'*) say '"ok","id":'$n;;
    *) if [ $n = "$FAIL_AT" ]; then say '"error","message":"failed with '"$*"'"'; exit 1; fi
       say '"result","id":'$n',"loss":2.'$((n % 10));;
  esac
done
`;

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const letters = (draw, length) =>
  Array.from({ length }, () => LETTERS[draw.int(LETTERS.length)]).join("");

/** Secrets as people put them into commands: what is written, and what must be found nowhere. */
const FORMS = [
  (secret) => [`--api-key=${secret}`, secret],
  (secret) => [`--wandb-token ${secret}`, secret],
  (secret) => [`--password '${secret}!'`, secret],
  (secret) => [`--hub_token="${secret}"`, secret],
  (secret) => [`WANDB_API_KEY=${secret}`, secret],
  (secret) => [`+logger.api_key=${secret}`, secret],
  (secret) => [`postgres://user:${secret}@db.example/x`, secret],
  (secret) => [`--db mysql+pymysql://me:${secret}%21@10.0.0.1:3306/x?ssl=1`, secret],
  (secret) => [`-H 'Authorization: Bearer ${secret}'`, secret],
  (secret) => [`--config '{"client_secret": "${secret}", "lr": 1}'`, secret],
  (secret) => [`--url 'https://h.example/x?access_token=${secret}&b=1'`, secret],
  (secret) => [`--note sk-proj-${secret}1`, `sk-proj-${secret}1`],
  (secret) => [`hf_${secret}${secret}`, secret],
  (secret) => [`ghp_${secret}${secret}`, secret],
  (secret) => [`AKIA${secret.toUpperCase().slice(0, 16)}`, secret.toUpperCase().slice(0, 16)],
  (secret) => [`eyJhbGciOi${secret}.${secret}.${secret}`, secret],
];

export default {
  name: "secrets",
  what: `${PLANTED} secrets in a trainer's command, which it says again: in no file, on no stream`,
  cases: { short: 2, long: 25 },
  atOnce: 2,
  caseMs: 60_000,
  leftOut: () => (process.platform === "win32" ? "there is no /bin/sh" : undefined),
  async run({ id, draw }) {
    const user = letters(draw, 12);
    const home = join(newFolder(), user);
    mkdirSync(home);
    const script = join(home, "train.sh");
    writeFileSync(script, TRAINER);
    const planted = Array.from({ length: PLANTED }, (_, i) => {
      const form = id * PLANTED + i < FORMS.length ? FORMS[id * PLANTED + i] : pick(draw, FORMS);
      return form(letters(draw, 20));
    });
    const out = join(home, "out");
    const command = [`sh ${script}`, ...planted.map(([words]) => words)].join(" ");
    const inherited = letters(draw, 20);
    const env = { HOME: home, WANDB_API_KEY: inherited, ...(id % 4 === 3 && { FAIL_AT: "9" }) };
    const said = [];
    const runs = [
      ["run", "--trainer", command, "--epochs", "30", "--steps", "20", "--out", out],
      [
        "run",
        "--trainer",
        command,
        "--epochs",
        "30",
        "--steps",
        "20",
        "--out",
        out,
        "--json",
        "--resume",
      ],
      ["report", out, "--out", join(out, "again.html")],
      ["analyze", join(out, "journal.jsonl"), "--json"],
    ];
    for (const args of runs) {
      const { out: stdout, err } = await start(args, {}, { env }).ended;
      said.push(["stdout", stdout], ["stderr", err]);
    }
    const files = readdirSync(out).map((name) => [name, readFileSync(join(out, name), "latin1")]);
    const faults = [];
    for (const name of ["journal.jsonl", "result.json", "trainer.log"]) {
      if (!files.some(([file]) => file === name)) faults.push(`there is no ${name}`);
    }
    for (const [place, text] of [...said, ...files]) {
      for (const [words, secret] of planted) {
        if (text.includes(secret)) faults.push(`${words} stands in ${place}`);
      }
      if (text.includes(inherited)) faults.push(`a variable's value stands in ${place}`);
      // Where the files are, its own terminal may say.
      if (text.includes(user) && !place.startsWith("std")) {
        faults.push(`the home folder stands in ${place}: ${around(text, user)}`);
      }
    }
    return { faults: [...new Set(faults)], tried: PLANTED + 2 };
  },
};

function around(text, word) {
  const at = text.indexOf(word);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + 40));
}
