/** Words of a name: `WANDB_API_KEY`, `wandb-api-key` and `wandbApiKey` have the same. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

const set = (words: string) => new Set(words.split(" "));

// Whatever stands before or behind these, the value is nobody else's business.
const ALWAYS = set(
  "password passwd passphrase passcode secret secrets apikey apitoken authtoken accesstoken accesskey secretkey privatekey bearer authorization",
);
// Behind these a name says something about the secret, and is not the secret.
const ABOUT = set(
  "file files path dir folder url uri host endpoint env var name names type kind mode length len size count num dim dims id ids index limit budget policy prompt format version field column ttl timeout expiry manager store backend provider rotation rotate min max required optional enabled method header scheme hash algorithm",
);
// Of `key`: those of a lock. Others (`sort-key`, `primary-key`) sort, join and look up.
const LOCKS = set(
  "api access secret private auth encryption encrypt signing sign ssh account storage service subscription license licence master session client shared app application deploy admin server user db database tracking entity webhook ingest write read sas hmac aes rsa gpg host wandb openai anthropic hf huggingface hugging face aws azure gcp google comet neptune mlflow clearml dagshub langsmith replicate cohere mistral groq nvidia ngc kaggle github gitlab slack telegram twilio stripe sentry datadog pinecone swanlab tencent aliyun baidu",
);
// Of `token`: those of a text.
const SYMBOLS = set(
  "pad padding eos bos unk unknown cls sep mask masked special stop start end begin max min num n per image img audio video new next previous prev first last out oov sos blank decoder encoder target source add added prefix suffix prompt separator delimiter class cost register extra query visual text input output user assistant system",
);
// Services whose option of the same name may take their key.
const SERVICES = set(
  "wandb openai anthropic hf huggingface comet neptune clearml replicate cohere mistral groq kaggle swanlab",
);
const QUERY_NAMES = set("sig signature key code token auth sas credential ticket");
const PASS_COUNTS = set(
  "first second third single one two multi multiple n num number max min both forward backward low high band all",
);

/** How sure it is that the value under a name is a secret. */
export type Secrecy =
  /** Whatever the value is. */
  | "always"
  /** Unless the value is a plain word, a small number or a file. */
  | "likely"
  /** Where the value looks like one. */
  | "maybe"
  | "no";

/**
 * Whether an option, a variable or a field of this name holds a secret: it is named like a key, token,
 * secret, password, credential or auth. Names of things that only share the word (`--tokenizer`,
 * `--num-tokens`, `--key-dim`, `--keyboard`, `--pad-token`, `--token-file`) do not.
 */
export function secrecyOf(name: string): Secrecy {
  const words = wordsOf(name);
  const last = words.at(-1);
  if (last === undefined) return "no";
  const before = words.at(-2);
  // `access-key-id` is one half of a login.
  if (last === "id" && before === "key" && words.length > 2) {
    return secrecyOf(words.slice(0, -1).join("-"));
  }
  if (ABOUT.has(last)) return "no";
  if (ALWAYS.has(last)) return "always";
  if (last === "credential" || last === "credentials" || last === "creds") return "likely";
  if (last === "pass" || last === "pw" || last === "pwd") {
    return before !== undefined && PASS_COUNTS.has(before) ? "no" : "likely";
  }
  if (last === "key" || last === "keys") {
    if (before === undefined) return "maybe";
    if (before === "public" || before === "primary" || before === "foreign") return "no";
    return words.slice(0, -1).some((word) => LOCKS.has(word)) ? "likely" : "maybe";
  }
  if (last === "token") return before !== undefined && SYMBOLS.has(before) ? "no" : "likely";
  if (last === "tokens") {
    if (before === undefined) return "maybe";
    return ["api", "auth", "access", "refresh", "bearer"].includes(before) ? "likely" : "no";
  }
  if (last === "auth" || last === "jwt" || last === "pat" || last === "sas") {
    return before === "no" || before === "use" || before === "enable" ? "no" : "likely";
  }
  if (last === "cookie" || last === "cookies" || last === "sessionid" || last === "signature") {
    return words.length === 1 || LOCKS.has(before ?? "") ? "likely" : "maybe";
  }
  if (words.some((word) => ALWAYS.has(word))) return "likely";
  return last === "login" || SERVICES.has(last) ? "maybe" : "no";
}

/** The same of a name in the query of an address, where short names of keys and signatures are usual. */
export function querySecrecy(name: string): Secrecy {
  return QUERY_NAMES.has(wordsOf(name).at(-1) ?? "") ? "likely" : secrecyOf(name);
}

const PLAIN_WORDS = set(
  "true false yes no on off none null nil auto default basic bearer digest token oauth env prompt ask stdin stdout file 0 1",
);

/** Whether a value is kept back under a name of this secrecy. */
export function isSecretValue(secrecy: Secrecy, value: string): boolean {
  const text = value.trim();
  if (secrecy === "no" || text === "" || PLAIN_WORDS.has(text.toLowerCase())) return false;
  // What is filled in later is not there yet.
  if (/^(\$\w+|\$\{[^}]*\}|\$\([^)]*\)|%\w+%|\{\w*\}|<[\w -]+>|\*+)$/.test(text)) return false;
  if (secrecy === "always") return true;
  if (/^[-+]?\d{1,6}(\.\d*)?(e[-+]?\d+)?$/i.test(text)) return false;
  if (
    /^[\w~./\\:-]*[\w-]\.(json|pem|key|txt|ya?ml|env|p12|pfx|crt|cer|cfg|ini|toml|pub)$/i.test(text)
  ) {
    return false;
  }
  // A folder, e.g. of `PWD`.
  if (
    /^(~|\.{1,2}|\/(home|root|tmp|usr|var|etc|opt|data|mnt|media|run|dev|srv|app|work|workspace|Users|private))(\/|$)/.test(
      text,
    )
  ) {
    return false;
  }
  return secrecy === "likely" || looksDrawn(text);
}

/** Whether a text looks drawn under a name that may be that of a secret: shorter ones count too. */
export function looksDrawn(text: string): boolean {
  if (looksRandom(text)) return true;
  if (!/^[A-Za-z0-9_+/=-]{10,}$/.test(text) || text.replace(/\D/g, "").length < 2) return false;
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && !/[a-z]{5,}/.test(text);
}

/** Whether a text looks drawn: 16 characters or more, letters and several digits, nothing between words. */
export function looksRandom(text: string): boolean {
  if (!/^[A-Za-z0-9_+/=.~-]{16,}$/.test(text)) return false;
  const digits = text.replace(/\D/g, "").length;
  return digits >= 3 && /[A-Za-z]/.test(text) && !/[a-z]{5,}[_./-][a-z]{3,}/.test(text);
}
