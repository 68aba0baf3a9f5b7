import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InputError, messageOf } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import type { LiveEvent } from "./collect.ts";
import type { EndEvent } from "./end-event.ts";
import { createFeed } from "./feed.ts";
import { refusal } from "./guard.ts";

/** A page on loopback that shows a run while it goes on. */
export interface LiveServer {
  /** With the token; for the user's eyes only. */
  readonly url: string;
  readonly port: number;
  /** Hands an event to every open page. Never waits for one. */
  publish(event: LiveEvent): void;
  /**
   * Tells the pages that the run is over, gives each that is open the finished report (for at most
   * `patienceMs`), and closes.
   */
  finish(report: string | null, file: string | null): Promise<void>;
  /** Closes at once; nothing listens when it is done. May be called again. */
  close(): Promise<void>;
}

export interface LiveServerOptions {
  /** The live page, made for the address of its events. */
  readonly page: (paths: { readonly events: string; readonly report: string }) => string;
  /** How long open pages get to fetch the report. @default 3000 */
  readonly patienceMs?: number;
}

/** Pages open at once; more are turned away. */
const MOST_PAGES = 32;
const HEARTBEAT_MS = 15_000;

/**
 * Serves the live page on 127.0.0.1, on a port that the system picks, to those who know the token.
 * Every request is checked for token and `Host` (see `refusal`); answers forbid framing, sniffing,
 * caching and reading from elsewhere.
 *
 * @throws InputError `cannot-listen` when no port can be had
 */
export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const { patienceMs = 3000 } = options;
  const token = randomBytes(24).toString("base64url");
  const path = (name: string) => `/${name}?token=${token}`;
  const page = options.page({ events: path("events"), report: path("report") });
  const feed = createFeed();
  let finished: string | null = null;
  const streams = new Set<ServerResponse>();
  // What has to end before the server may: open pages, and reports that are being sent to them.
  const waiting = new Set<ServerResponse>();
  let allServed: (() => void) | undefined;
  const served = (response: ServerResponse) => {
    waiting.delete(response);
    if (waiting.size === 0) allServed?.();
  };

  const events = (request: IncomingMessage, response: ServerResponse) => {
    if (feed.readers >= MOST_PAGES) return answer(response, 503, "text/plain", "too many pages");
    const last = Number(request.headers["last-event-id"] ?? 0);
    response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
    response.write("retry: 1000\n\n");
    waiting.add(response);
    streams.add(response);
    const detach = feed.attach(
      {
        write: (text) => response.write(text),
        onDrain: (drained) => response.on("drain", drained),
      },
      Number.isInteger(last) && last > 0 ? last : 0,
    );
    response.on("close", () => {
      detach();
      streams.delete(response);
      // A page that goes to the report may close its events before it asks for the report.
      setTimeout(served, finished === null ? 0 : 200, response).unref();
    });
  };
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const refused = refusal(request, port, token);
    if (refused) return answer(response, refused.status, "text/plain", `${refused.reason}\n`);
    const name = (request.url as string).split("?")[0];
    if (name === "/events") return events(request, response);
    if (name === "/") return answer(response, 200, "text/html", page);
    if (name === "/report" && finished !== null)
      return answer(response, 200, "text/html", finished);
    return answer(response, 404, "text/plain", "there is nothing here\n");
  });
  server.maxConnections = 4 * MOST_PAGES;
  await listen(server);
  const { port } = server.address() as AddressInfo;
  // Keeps idle connections known to be alive, and finds those that are not.
  const heartbeat = setInterval(() => {
    for (const response of streams) if (!response.writableNeedDrain) response.write(":\n\n");
  }, HEARTBEAT_MS);
  heartbeat.unref();

  const close = async () => {
    clearInterval(heartbeat);
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}${path("")}`,
    port,
    publish: (event) => feed.push(toJson(event)),
    async finish(report, file) {
      finished = report;
      const end: EndEvent = { type: "end", report: report !== null, file };
      feed.push(toJson(end));
      feed.flush();
      if (waiting.size > 0) await within(patienceMs, (done) => (allServed = done));
      await close();
    },
    close,
  };
}

const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": `${type}; charset=utf-8` });
  // To HEAD requests node sends the head alone.
  response.end(text);
}

function listen(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new InputError(
          "cannot-listen",
          `--live: no page can be served on 127.0.0.1: ${messageOf(cause)}. Leave --live out; --plot draws in the terminal`,
          { cause },
        ),
      );
    });
    server.listen(0, "127.0.0.1", resolve);
  });
}

async function within(ms: number, start: (done: () => void) => void): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
    start(resolve);
  });
  clearTimeout(timer);
}
