/** Where a feed writes to: an HTTP response, as far as the feed needs it. */
export interface Sink {
  /** Gives false when the reader is behind: then nothing more is written until it drains. */
  write(text: string): boolean;
  onDrain(drained: () => void): void;
}

/** What happened so far and goes on happening, for any number of readers at their own pace. */
export interface Feed {
  /** Adds a message, JSON on one line. Costs the caller an entry in a list: writing comes later. */
  push(message: string): void;
  /**
   * Adds a reader.
   *
   * @param from number of messages that it has already
   * @returns takes the reader off again
   */
  attach(sink: Sink, from: number): () => void;
  /** Writes now what is due to those who are not behind, and stops the timer. */
  flush(): void;
  readonly readers: number;
}

const FLUSH_MS = 50;
/** Messages in one write: some 40 kB. */
const BATCH = 500;

interface Reader {
  readonly sink: Sink;
  next: number;
  full: boolean;
}

/**
 * A feed of server-sent events (WHATWG HTML, section 9.2): each holds a JSON array of messages, and
 * its id is the number of messages sent with it, so that a reader who comes back with
 * `Last-Event-ID` goes on from there.
 *
 * Messages are kept once, whoever reads. A reader is a place in them: one that is slow stays behind
 * and costs nothing more, one that comes late starts at the first.
 */
export function createFeed(): Feed {
  const messages: string[] = [];
  const readers = new Set<Reader>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pump = (reader: Reader) => {
    while (!reader.full && reader.next < messages.length) {
      const batch = messages.slice(reader.next, reader.next + BATCH);
      reader.next += batch.length;
      reader.full = !reader.sink.write(`id: ${reader.next}\ndata: [${batch.join(",")}]\n\n`);
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const reader of readers) pump(reader);
  };
  return {
    push(message) {
      messages.push(message);
      if (readers.size === 0 || timer !== undefined) return;
      timer = setTimeout(flush, FLUSH_MS);
      timer.unref?.();
    },
    attach(sink, from) {
      const reader: Reader = { sink, next: Math.min(from, messages.length), full: false };
      readers.add(reader);
      sink.onDrain(() => {
        reader.full = false;
        pump(reader);
      });
      pump(reader);
      return () => readers.delete(reader);
    },
    flush,
    get readers() {
      return readers.size;
    },
  };
}
