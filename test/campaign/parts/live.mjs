import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { hasControl } from "../cage.mjs";
import { badWords, JOBS, newFolder, numbersOf, start, tornFiles } from "../jobs.mjs";

/** Connections at once. */
const CROWD = 1000;
/** Those of them that have the token, and do not read: pages that somebody has left open. */
const SLEEPERS = 24;
/** What the crowd may cost the run, in MB. */
const MOST_MB = 300;
/** Longest wait of somebody with the token, while the crowd is there. */
const PATIENCE_MS = 10_000;

const ARGS = [...JOBS.data, "--steps", "60", "--live"];

async function prepare() {
  const out = newFolder();
  const run = start(["run", ...ARGS, "--out", out], { slow: 10 });
  const mb = memoryOf(run.child.pid);
  const { code, err } = await run.ended;
  if (code !== 0) throw new Error(`the run alone ended with ${code}: ${err}`);
  return { numbers: numbersOf(out), mb: mb(), worst: 0, wait: 0 };
}

export default {
  name: "live",
  what: `--live: ${CROWD} connections that stall, send half, send too much or lie; one reads its page`,
  cases: { short: 1, long: 6 },
  caseMs: 120_000,
  prepare,
  async run({ draw, prepared }) {
    const out = newFolder();
    const run = start(["run", ...ARGS, "--out", out], { slow: 10 });
    const mb = memoryOf(run.child.pid);
    const faults = [];
    const url = await addressOf(run.child);
    const crowd = Array.from({ length: CROWD }, (_, i) =>
      i < SLEEPERS ? sleeper(draw, url) : stranger(draw, url),
    );
    let isOver = false;
    const ended = run.ended.then((end) => {
      isOver = true;
      return end;
    });
    const waits = [];
    while (!isOver) {
      const begun = performance.now();
      const page = await answerTo(url, get(url), PATIENCE_MS, () => isOver);
      if (!isOver) {
        waits.push(performance.now() - begun);
        if (!/^HTTP\/1.1 200 /.test(page) || !page.includes("</html>")) {
          faults.push(`the page is not there: ${JSON.stringify(page.slice(0, 200))}`);
        }
      }
      if (waits.length === 1) faults.push(...(await lies(url, () => isOver)));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (const socket of crowd) socket.destroy();
    const { code, ...said } = await ended;
    if (waits.length === 0) faults.push("the run was over before anybody asked");
    faults.push(...badWords(said), ...tornFiles(out));
    if (hasControl(said.err)) faults.push("a control byte on stderr");
    if (code !== 0) faults.push(`ended with ${code}: ${said.err.slice(-600)}`);
    else if (numbersOf(out) !== prepared.numbers) faults.push("other numbers than alone");
    prepared.wait = Math.max(prepared.wait, ...waits);
    const more = mb() - prepared.mb;
    prepared.worst = Math.max(prepared.worst, more);
    if (more > MOST_MB) faults.push(`the crowd cost ${more} MB`);
    return { faults: [...new Set(faults)], tried: CROWD + LIES.length };
  },
  finish: async ({ prepared }) => [
    `note: the crowd cost up to ${prepared.worst} MB; the page was there within ${(prepared.wait / 1000).toFixed(1)} s`,
  ],
};

/** The most that a process has had in memory, in MB, when asked; Linux only, else 0. */
function memoryOf(pid) {
  let mb = 0;
  const look = () => {
    try {
      const text = readFileSync(`/proc/${pid}/status`, "utf8");
      mb = Math.max(mb, Math.round(Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1000));
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, 50);
  return () => {
    clearInterval(timer);
    return mb;
  };
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (piece) => {
      text += piece;
      const found = /live: (http:\S+)\n/.exec(text);
      if (found !== null) resolve(new URL(found[1]));
    });
    child.on("close", () => reject(new Error(`no address: ${text}`)));
  });
}

const get = (
  url,
  { path = url.pathname + url.search, method = "GET", more = "", host = url.host } = {},
) => `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;
const events = (url) => `/events${url.search}`;

/** Asks and does not read. */
function silent(url, request) {
  const socket = connect(Number(url.port), "127.0.0.1");
  socket.on("error", () => {});
  socket.pause();
  socket.write(request);
  return socket;
}

function sleeper(draw, url) {
  const more = draw.int(2) === 0 ? "" : `Last-Event-ID: ${"9".repeat(100)}\r\n`;
  return silent(url, get(url, { path: events(url), more }));
}

/** Somebody who takes a connection and does nothing good with it. */
function stranger(draw, url) {
  const whole = get(url, { path: "/events?token=guess" });
  const says = [
    "",
    whole.slice(0, draw.int(whole.length)),
    whole,
    get(url, { path: "/" }),
    get(url, { path: "/" }).repeat(20),
    `GET / HTTP/1.1\r\n${"X-A: b\r\n".repeat(3000)}`,
    `GET /${"a".repeat(60_000)} HTTP/1.1\r\n`,
    Buffer.from(Array.from({ length: 200 }, () => draw.int(256))),
    get(url, { method: "POST", more: "Content-Length: 1000000000\r\n" }),
    get(url, { more: "Transfer-Encoding: chunked\r\n" }),
  ];
  return silent(url, says[draw.int(says.length)]);
}

/** Requests that must be refused, with the status that says so. */
const LIES = [
  [(url) => get(url, { host: "evil.example" }), 403],
  [(url) => get(url, { host: `evil.example:${url.port}` }), 403],
  [(url) => get(url, { host: "" }), 403],
  [(url) => `GET ${url.pathname}${url.search} HTTP/1.1\r\n\r\n`, 400],
  [(url) => get(url, { more: "Origin: http://evil.example\r\n" }), 403],
  [(url) => get(url, { more: "Origin: null\r\n" }), 403],
  [(url) => get(url, { more: `Host: ${url.host}\r\n` }), 400],
  [(url) => get(url, { more: "Host: evil.example\r\n" }), 400],
  [
    (url) => get(url, { more: `Origin: http://${url.host}\r\nOrigin: http://evil.example\r\n` }),
    400,
  ],
  [(url) => get(url, { path: "/" }), 403],
  [(url) => get(url, { path: "/?token=" }), 403],
  [(url) => get(url, { path: `/${url.search}&token=x` }), 403],
  [(url) => get(url, { path: `/${url.search.slice(0, -1)}` }), 403],
  [(url) => get(url, { path: `/../../etc/passwd${url.search}` }), 404],
  [(url) => get(url, { path: `http://evil.example/${url.search}` }), 404],
  [(url) => get(url, { method: "DELETE" }), 405],
  [(url) => get(url, { method: "POST", more: "Content-Length: 0\r\n" }), 405],
  [(url) => get(url, { more: "Content-Length: 5\r\n" }), 400],
];

async function lies(url, isOver) {
  const faults = [];
  for (const [request, status] of LIES) {
    const text = request(url);
    const answer = await answerTo(url, text, PATIENCE_MS, isOver);
    if (isOver()) break;
    if (!answer.startsWith(`HTTP/1.1 ${status} `)) {
      faults.push(`${JSON.stringify(text)} was answered ${JSON.stringify(answer.slice(0, 100))}`);
    }
  }
  return faults;
}

/** What is answered in time. In a rush a connection may be dropped before it is heard: browsers ask again. */
async function answerTo(url, text, ms, isOver) {
  const begun = performance.now();
  for (;;) {
    const left = ms - (performance.now() - begun);
    const answer = await askOnce(url, text, left);
    if (answer !== "" || left < 100 || isOver()) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function askOnce(url, text, ms) {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(url.port), "127.0.0.1");
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(done, ms);
    socket.setEncoding("latin1");
    socket.on("data", (piece) => {
      answer += piece;
      const [head, ...body] = answer.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (body.join("\r\n\r\n").length >= length) done();
    });
    socket.on("error", done);
    socket.on("close", done);
    socket.write(text);
  });
}
