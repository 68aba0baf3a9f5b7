import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Connections that have not shown the token, at once. */
const MOST_STRANGERS = 64;
/** Connections that have. */
const MOST_GUESTS = 128;

/** Who is connected to a server, and whether there is room for one more. */
export interface Connections {
  /**
   * Says that a connection has shown the token.
   *
   * @returns false when too many have: it should be answered and closed
   */
  admit(socket: Socket): boolean;
  /** Those that have shown the token. */
  readonly guests: number;
  readonly strangers: number;
}

/**
 * Keeps a server free for those who know the token: connections that have not shown it are few, and the
 * oldest of them goes when one comes, so that any number of them shuts nobody out. Those who know the
 * token show it with their first bytes, long before their turn to go comes.
 */
export function watchConnections(server: Server): Connections {
  const strangers = new Set<Socket>();
  const guests = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    strangers.add(socket);
    socket.on("close", () => {
      strangers.delete(socket);
      guests.delete(socket);
    });
    const [oldest] = strangers;
    if (strangers.size > MOST_STRANGERS) oldest?.destroy();
  });
  return {
    admit(socket) {
      strangers.delete(socket);
      if (!guests.has(socket) && guests.size >= MOST_GUESTS) return false;
      guests.add(socket);
      return true;
    },
    get guests() {
      return guests.size;
    },
    get strangers() {
      return strangers.size;
    },
  };
}
