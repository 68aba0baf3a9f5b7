// Makes docs/pictures from real runs: `npm run docs:screenshots` (needs Chromium, some minutes).
//   --runs DIR    keep the runs there, and use those that are there already
//   --look DIR    instead of the pictures: every page at 390 and 1280 px, light, dark and in Chinese, whole
//   --only NAME   only pages whose name begins so
//   --lang NAME   only pictures in that language
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { deflateSync, inflateSync } from "node:zlib";
import { chromium } from "playwright-core";
import { findChromium } from "../test/bench/report/find-chromium.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string" },
    look: { type: "string" },
    only: { type: "string" },
    lang: { type: "string" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const pictures = fileURLToPath(new URL("pictures/", import.meta.url));
const runs = values.runs ?? mkdtempSync(join(tmpdir(), "lr-finder-pictures-"));
mkdirSync(runs, { recursive: true });
const at = (name) => join(runs, name);
const MOST_BYTES = 96_000;

/** Runs the command line of this package; `ok`: exit codes that are an answer. */
function finder(args, ok = [0]) {
  const { status } = spawnSync(process.execPath, ["dist/cli/main.js", ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (!ok.includes(status ?? 1)) throw new Error(`${args.join(" ")}: exit code ${status}`);
}

const DIGITS = ["--data", "datasets/digits-images.idx3-ubyte.gz", "--model", "cnn:8,16"];
const SPIRALS = ["--data", "datasets/spirals.csv", "--target", "arm"];

/** A run of its own folder, made unless it is there. */
function run(name, args, ok) {
  const folder = at(name);
  if (!existsSync(join(folder, "result.json"))) {
    finder(
      ["run", ...args, "--out", folder, "--report", join(folder, "report.html"), "--quiet"],
      ok,
    );
  }
  return folder;
}

const digits = () => run("digits", [...DIGITS, "--epochs", "20", "--verify", "--name", "digits"]);
// A range that ends far below where this model learns anything.
const none = () =>
  run(
    "none",
    [...DIGITS, "--budget", "quick", "--start-lr", "1e-8", "--end-lr", "1e-6", "--name", "digits"],
    [3],
  );
const optimizers = () =>
  ["sgd", "momentum", "rmsprop", "adam"].map((name) =>
    run(name, [...SPIRALS, "--epochs", "40", "--optimizer", name, "--name", name]),
  );
// Of one name: what differs has to come into the labels. Two of them differ in nothing.
const alike = () =>
  [
    ["b16", "--batch-size", "16"],
    ["b64", "--batch-size", "64"],
    ["e20", "--epochs", "20"],
    ["e20-again", "--epochs", "20"],
  ].map(([name, ...args]) =>
    run(name, [...SPIRALS, ...args, "--budget", "quick", "--name", "spirals"]),
  );

function reportOf(folders, file, language) {
  finder(["report", ...folders, "--out", at(file), "--lang", language]);
  return at(file);
}

const SCHEDULES = [
  "warmup-cosine:peak-lr=0.1,total-steps=1000,warmup-steps=50",
  "multi-step:peak-lr=0.1,milestones=500,750,unit=step",
  "one-cycle:peak-lr=0.1,total-steps=1000",
];

/** Each page: how its file is made for a language, or how it is opened; and what of it is a picture, in English and in Chinese. */
const PAGES = {
  report: {
    file: (language) => reportOf([digits()], `report-${language}.html`, language),
    pictures: { light: "report-light", dark: "report-dark" },
    chinese: { light: "report-zh-light", dark: "report-zh-dark" },
    size: { width: 1000, height: 1680 },
  },
  none: {
    file: (language) => reportOf([none()], `none-${language}.html`, language),
    pictures: { light: "none-light" },
    size: { width: 1000, height: 1180 },
  },
  comparison: {
    file: (language) => reportOf(optimizers(), `comparison-${language}.html`, language),
    pictures: { light: "comparison-light", dark: "comparison-dark" },
    size: { width: 1000, height: 1120 },
  },
  "comparison-of-2": {
    file: (language) => reportOf(optimizers().slice(2), `comparison-2-${language}.html`, language),
  },
  "comparison-of-8": {
    file: (language) =>
      reportOf([...optimizers(), ...alike()], `comparison-8-${language}.html`, language),
  },
  "comparison-alike": {
    file: (language) => reportOf(alike(), `comparison-alike-${language}.html`, language),
  },
  law: {
    file: (language) => {
      finder([
        ...["law", "examples/logs/trainings.csv", "--at", "batch_size=512,width=256"],
        ...["--optimizer", "adam", "--name", "trainings", "--lang", language],
        ...["--out", at(`law-${language}`), "--quiet"],
      ]);
      return join(at(`law-${language}`), "report.html");
    },
    pictures: { light: "law-light", dark: "law-dark" },
    size: { width: 1000, height: 1000 },
  },
  schedules: {
    file: (language) => {
      const file = at(`schedules-${language}.html`);
      finder(["schedule", "compare", ...SCHEDULES, "--out", file, "--lang", language]);
      return file;
    },
    pictures: { light: "schedules-light" },
    size: { width: 1000, height: 700 },
  },
  playground: {
    file: (language) => {
      const file = at(`playground-${language}.html`);
      finder(["report", "--blank", "--out", file, "--lang", language]);
      return file;
    },
    pictures: { light: "playground-light" },
    size: { width: 1000, height: 1000 },
    async ready(page) {
      await page.setInputFiles("input[type=file]", join(root, "examples/logs/sweep.csv"));
      await page.waitForSelector("#loss");
    },
  },
  live: {
    serve: (language) => liveRun(language),
    pictures: { light: "live-light" },
    size: { width: 1000, height: 860 },
    async ready(page) {
      await page.waitForFunction(
        () => Number(document.querySelector("progress")?.value) >= 160,
        undefined,
        { timeout: 300_000 },
      );
    },
  },
  study: {
    serve: (language) => liveStudy(language),
    async ready(page) {
      await page.waitForFunction(
        () => Number(document.querySelector("progress")?.value) >= 2,
        undefined,
        { timeout: 300_000 },
      );
    },
  },
};

/** Starts a command with --live; resolves with the address of its page. */
function serve(args) {
  const child = spawn(process.execPath, ["dist/cli/main.js", ...args, "--live"], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = new Promise((resolve) => child.on("close", resolve));
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (piece) => {
      said += piece;
      const url = /(http:\/\/127\S+)/.exec(said)?.[1];
      const stop = async () => {
        child.kill("SIGINT");
        await gone;
      };
      if (url !== undefined) resolve({ url, stop });
    });
    void gone.then((code) => reject(new Error(`${args.join(" ")}: exit code ${code}\n${said}`)));
  });
}

let served = 0;

function liveRun(language) {
  const out = at(`live-${process.pid}-${served++}`);
  return serve([
    "run",
    ...DIGITS,
    "--epochs",
    "20",
    "--name",
    "digits",
    "--out",
    out,
    "--lang",
    language,
  ]);
}

function liveStudy(language) {
  const out = at(`study-${process.pid}-${served++}`);
  return serve([
    ...["study", "run", ...DIGITS.slice(0, 2), "--model", "mlp:{width}", "--workers", "1"],
    ...["--axis", "batch=batch:16,64", "--axis", "width=size:8,32", "--option", "budget=quick"],
    ...["--name", "digits", "--out", out, "--lang", language],
  ]);
}

/** Opens a page in the browser, calls `use` with it, and closes all that was opened. */
async function withPage(browser, { file, serve: start, ready }, language, context, use) {
  const server = start && (await start(language));
  const page = await browser.newPage(context);
  page.setDefaultTimeout(120_000);
  try {
    await page.goto(server ? server.url : pathToFileURL(file(language)).href);
    await page.waitForSelector("html[data-ready]");
    if (ready) await ready(page);
    await page.waitForTimeout(1500);
    await use(page);
  } finally {
    await page.close();
    await server?.stop();
  }
}

/**
 * The same picture with at most 256 colours: those of most pixels, every other pixel the nearest one.
 * A page's shot needs few, and a PNG of them is a third of its size.
 */
function fewColours(png) {
  const { width, height, pixels } = decode(png);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([pixel]) => pixel);
  const places = new Map(palette.map((pixel, i) => [pixel, i]));
  const place = (pixel) => {
    const known = places.get(pixel);
    if (known !== undefined) return known;
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    palette.forEach((each, i) => {
      const distance = [16, 8, 0]
        .map((shift) => ((each >> shift) & 255) - ((pixel >> shift) & 255))
        .reduce((sum, part) => sum + part * part, 0);
      if (distance < least) [best, least] = [i, distance];
    });
    places.set(pixel, best);
    return best;
  };
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      lines[y * (width + 1) + 1 + x] = place(pixels[y * width + x]);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(
    palette.flatMap((pixel) => [pixel >> 16, (pixel >> 8) & 255, pixel & 255]),
  );
  return Buffer.concat([
    png.subarray(0, 8),
    chunk("IHDR", head),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Pixels of Chromium's PNG, eight bits a channel and not interlaced, as 0xRRGGBB. */
function decode(png) {
  const [width, height, bytes] = [
    png.readUInt32BE(16),
    png.readUInt32BE(20),
    png[25] === 6 ? 4 : 3,
  ];
  const parts = [];
  for (let i = 8; i < png.length; i += png.readUInt32BE(i) + 12) {
    if (png.toString("latin1", i + 4, i + 8) === "IDAT") {
      parts.push(png.subarray(i + 8, i + 8 + png.readUInt32BE(i)));
    }
  }
  const data = inflateSync(Buffer.concat(parts));
  const stride = width * bytes;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    const line = new Uint8Array(data.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i++) {
      const [a, b, c] = [line[i - bytes] ?? 0, above[i], above[i - bytes] ?? 0];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      line[i] += [0, a, b, (a + b) >> 1, paeth][filter];
    }
    for (let x = 0; x < width; x++) {
      const i = x * bytes;
      pixels[y * width + x] = (line[i] << 16) | (line[i + 1] << 8) | line[i + 2];
    }
    above = line;
  }
  return { width, height, pixels };
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

async function takePictures(browser, page) {
  const wanted = [
    ...Object.entries(page.pictures ?? {}).map((each) => ["en", ...each]),
    ...Object.entries(page.chinese ?? {}).map((each) => ["zh", ...each]),
  ].filter(([language]) => values.lang === undefined || language === values.lang);
  for (const [language, colorScheme, name] of wanted) {
    const context = { viewport: page.size, colorScheme };
    await withPage(browser, page, language, context, async (open) => {
      const png = fewColours(await open.screenshot());
      if (png.length > MOST_BYTES) {
        console.error(`${name}.png has ${png.length} bytes: at most ${MOST_BYTES} are wanted`);
        process.exitCode = 1;
      }
      writeFileSync(join(pictures, `${name}.png`), png);
      console.log(`docs/pictures/${name}.png ${png.length}`);
    });
  }
}

async function look(browser, name, page, folder) {
  for (const language of ["en", "zh"]) {
    const context = { viewport: { width: 1280, height: 720 } };
    await withPage(browser, page, language, context, async (open) => {
      for (const colorScheme of language === "en" ? ["light", "dark"] : ["light"]) {
        await open.emulateMedia({ colorScheme });
        for (const [width, height] of [
          [1280, 720],
          [390, 844],
        ]) {
          await open.setViewportSize({ width, height });
          await open.waitForTimeout(700);
          const file = join(folder, `${name}-${language}-${colorScheme}-${width}.png`);
          await open.screenshot({ path: file, fullPage: true });
          console.log(file);
        }
      }
    });
  }
}

const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  mkdirSync(values.look ?? pictures, { recursive: true });
  for (const [name, page] of Object.entries(PAGES)) {
    if (values.only !== undefined && !name.startsWith(values.only)) continue;
    if (values.look === undefined) await takePictures(browser, page);
    else await look(browser, name, page, values.look);
  }
} finally {
  await browser.close();
  if (values.runs === undefined) rmSync(runs, { recursive: true });
}
