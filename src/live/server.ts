import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InputError, messageOf } from "../core/errors.ts";
import { toJson } from "../core/json.ts";
import type { LiveEvent } from "./collect.ts";
import { watchConnections } from "./connections.ts";
import type { ClockEvent, EndEvent } from "./end-event.ts";
import { createFeed } from "./feed.ts";
import { refusal } from "./guard.ts";

/** A page on loopback that shows a run while it goes on. */
export interface LiveServer<Event extends { readonly type: string } = LiveEvent> {
  /** With the token; for the user's eyes only. */
  readonly url: string;
  readonly port: number;
  /** Hands an event to every open page. Never waits for one. */
  publish(event: Event): void;
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
  /** How long open pages get to fetch the report. @default 10000 */
  readonly patienceMs?: number;
  /** How long a page may read nothing of what was sent before it is dropped. @default 45000 */
  readonly stallMs?: number;
}

/** Pages open at once; more are turned away. */
const MOST_PAGES = 32;
const HEARTBEAT_MS = 15_000;
/** Longest wait for the whole of a request. */
const REQUEST_MS = 5000;

/**
 * Serves the live page on 127.0.0.1, on a port that the system picks, to those who know the token.
 * Every request is checked for token, `Host` and `Origin` (see `refusal`); answers forbid framing,
 * sniffing, caching and reading from elsewhere. Connections without the token take no place from those
 * with it (see `watchConnections`); a page that does not read holds at most one batch of events and is
 * dropped after `stallMs`.
 *
 * @throws InputError `cannot-listen` when no port can be had
 */
export async function startLiveServer<Event extends { readonly type: string } = LiveEvent>(
  options: LiveServerOptions,
): Promise<LiveServer<Event>> {
  const { patienceMs = 10_000, stallMs = 45_000 } = options;
  const started = performance.now();
  const token = randomBytes(24).toString("base64url");
  const path = (name: string) => `/${name}?token=${token}`;
  // As bytes, which all connections share, however slow they take them.
  const page = Buffer.from(options.page({ events: path("events"), report: path("report") }));
  const feed = createFeed();
  let finished: Buffer | null = null;
  const streams = new Set<ServerResponse>();
  // What has to end before the server may: open pages, and reports that are being sent to them.
  const waiting = new Set<ServerResponse>();
  let allServed: (() => void) | undefined;
  const served = (response: ServerResponse) => {
    waiting.delete(response);
    if (waiting.size === 0) allServed?.();
  };

  const events = (request: IncomingMessage, response: ServerResponse) => {
    if (feed.readers >= MOST_PAGES) return dismiss(request, response, 503, "too many pages");
    if (request.method === "HEAD") return answer(response, 200, "text/event-stream", "");
    const last = Number(request.headers["last-event-id"] ?? 0);
    response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
    // Tells how long the run has gone on, whenever its page was opened and whatever the reader's clock says.
    const elapsed: ClockEvent = { elapsedMs: Math.round(performance.now() - started) };
    response.write(`retry: 1000\nevent: clock\ndata: ${toJson(elapsed)}\n\n`);
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
  const server = createServer({
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 1000,
  });
  // Ends a connection on which nothing moves: the heartbeat moves on those of pages that read.
  server.timeout = stallMs;
  const connections = watchConnections(server);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { port } = server.address() as AddressInfo;
    const refused = refusal(request, port, token);
    if (refused) return dismiss(request, response, refused.status, refused.reason);
    if (!connections.admit(request.socket))
      return dismiss(request, response, 503, "too many pages");
    const name = (request.url as string).split("?")[0];
    if (name === "/events") return events(request, response);
    if (name === "/") return answer(response, 200, "text/html", page);
    if (name === "/report" && finished !== null)
      return answer(response, 200, "text/html", finished);
    return answer(response, 404, "text/plain", "there is nothing here\n");
  });
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
      finished = report === null ? null : Buffer.from(report);
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

function answer(
  response: ServerResponse,
  status: number,
  type: string,
  content: string | Buffer,
): void {
  const length = Buffer.byteLength(content);
  const headers = { "Content-Type": `${type}; charset=utf-8`, "Content-Length": length };
  response.writeHead(status, { ...HEADERS, ...headers });
  // To HEAD requests node sends the head alone.
  response.end(content);
}

/** Says no, and ends the connection without waiting for the other side to end it too. */
function dismiss(
  { socket }: IncomingMessage,
  response: ServerResponse,
  status: number,
  reason: string,
): void {
  response.setHeader("Connection", "close");
  response.on("finish", () => socket.destroySoon());
  answer(response, status, "text/plain", `${reason}\n`);
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
