import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname } from "node:path";
import { rolldown } from "rolldown";
import { repoFile } from "../helpers/cli.ts";

/** A page's files by name, as the bundler of a site makes them from the built package. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/**
 * Bundles a page's module with lr-finder and TensorFlow.js in it.
 *
 * @param module a path from the repository
 * @param html of the page, which loads the module's name with `.js`
 * @param code what stands in the module, where it is no file
 * @param minify names too, as for a site that is published
 */
export async function bundleSite(
  module: string,
  {
    html = pageOf(module),
    code,
    minify = false,
  }: { readonly html?: string; readonly code?: string; readonly minify?: boolean } = {},
): Promise<Files> {
  const entry = repoFile(module);
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    tsconfig: false,
    // Packages of TensorFlow.js look for a `fetch` of Node.js that bundles for browsers leave empty.
    onLog: () => {},
    plugins: [
      {
        name: "given",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry && code !== undefined ? code : null),
      },
    ],
  });
  const { output } = await bundle.generate({
    format: "esm",
    entryFileNames: "[name].js",
    minify,
  });
  await bundle.close();
  const plotly = await plotlyFile();
  const wasm = "node_modules/@tensorflow/tfjs-backend-wasm/wasm-out";
  const binaries = ["", "-simd", "-threaded-simd"].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
  return new Map<string, string | Uint8Array>([
    ["index.html", html],
    plotly,
    ...output.map(
      (file) => [file.fileName, file.type === "chunk" ? file.code : file.source] as const,
    ),
    ...(await Promise.all(
      binaries.map(async (name) => [name, await readFile(repoFile(`${wasm}/${name}`))] as const),
    )),
  ]);
}

function pageOf(module: string): string {
  return `<!doctype html><meta charset="utf-8"><title>A page that trains</title>
<div id="curve"></div><script type="module" src="${basename(module, extname(module))}.js"></script>`;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  wasm: "application/wasm",
};

/** What a site has beside its bundle where the bundler takes no assets: see docs/browser.md. */
export async function plotlyFile(): Promise<readonly [string, string]> {
  const name = "plotly.min.js";
  return [name, await readFile(repoFile(`node_modules/plotly.js-dist-min/${name}`), "utf8")];
}

/** A site on loopback. */
export interface Site {
  readonly url: string;
  /** Names of the files that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * @param isolated with the headers that give a page shared memory
 * @param policy the Content-Security-Policy
 * @param never files that are asked for and never come
 */
export async function serveSite(
  files: Files,
  {
    isolated = false,
    policy,
    never = [],
  }: {
    readonly isolated?: boolean;
    readonly policy?: string;
    readonly never?: readonly string[];
  } = {},
): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = basename(request.url ?? "") || "index.html";
    asked.push(name);
    if (never.includes(name)) return;
    const content = files.get(name);
    response.writeHead(content === undefined ? 404 : 200, {
      "content-type": TYPES[name.split(".").at(-1) as string] ?? "text/plain",
      ...(isolated && {
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      }),
      ...(policy !== undefined && { "content-security-policy": policy }),
    });
    response.end(content);
  });
  return { asked, ...(await listening(server)) };
}

/** A page with the repository as it is installed in `node_modules` beside it, on loopback. */
export async function serveFolder(
  html: string,
): Promise<Omit<Site, "asked"> & { readonly lacking: string[] }> {
  const lacking: string[] = [];
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").slice(1);
    if (path === "" || path === "favicon.ico") {
      response.writeHead(200, { "content-type": TYPES.html as string }).end(html);
      return;
    }
    try {
      const content = await readFile(repoFile(path.replace("node_modules/lr-finder/", "")));
      response.writeHead(200, { "content-type": TYPES[extname(path).slice(1)] ?? "text/plain" });
      response.end(content);
    } catch {
      lacking.push(path);
      response.writeHead(404).end();
    }
  });
  return { lacking, ...(await listening(server)) };
}

async function listening(server: Server): Promise<Pick<Site, "url" | "close">> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
