import { floatsOf, type Heap } from "./heap.ts";

/**
 * One image inside a frame of zeros in scratch memory, so that windows that hang over the image's edge
 * need no special case. Rows and columns of the image that lie outside the frame are cut off.
 */
export interface Frame {
  readonly address: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Row and column of the frame at which the image's first pixel lies; may be negative. */
  readonly top: number;
  readonly left: number;
}

interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Copies an image (NHWC, `frame.channels` channels) to its place. The border has to be zero. */
export function enterFrame(heap: Heap, frame: Frame, image: number, size: ImageSize): void {
  const place = overlap(frame, size);
  const pixel = frame.channels * 4;
  heap.loops.copyRows(
    frame.address + (place.frameRow * frame.width + place.frameColumn) * pixel,
    frame.width * pixel,
    image + (place.row * size.width + place.column) * pixel,
    size.width * pixel,
    place.columns * pixel,
    place.rows,
  );
}

/** The reverse of {@link enterFrame}: pixels of the image that lie outside the frame stay as they are. */
export function leaveFrame(heap: Heap, frame: Frame, image: number, size: ImageSize): void {
  const place = overlap(frame, size);
  const pixel = frame.channels * 4;
  heap.loops.copyRows(
    image + (place.row * size.width + place.column) * pixel,
    size.width * pixel,
    frame.address + (place.frameRow * frame.width + place.frameColumn) * pixel,
    frame.width * pixel,
    place.columns * pixel,
    place.rows,
  );
}

function overlap(frame: Frame, size: ImageSize) {
  const row = Math.max(0, -frame.top);
  const column = Math.max(0, -frame.left);
  const frameRow = Math.max(0, frame.top);
  const frameColumn = Math.max(0, frame.left);
  const rows = Math.max(0, Math.min(size.height - row, frame.height - frameRow));
  const columns = Math.max(0, Math.min(size.width - column, frame.width - frameColumn));
  return { row, column, frameRow, frameColumn, rows, columns };
}

/** Writes each channel of `pixels` pixels `times` times in a row: channel q of the result is q / times. */
export function repeatChannels(
  heap: Heap,
  to: number,
  from: number,
  pixels: number,
  channels: number,
  times: number,
): void {
  const floats = floatsOf(heap);
  let target = to / 4;
  for (let source = from / 4; source < from / 4 + pixels * channels; source++) {
    const value = floats[source] as number;
    for (let copy = 0; copy < times; copy++) floats[target++] = value;
  }
}

/** The transpose of {@link repeatChannels}: sums each run of `times` channels into one. */
export function sumChannels(
  heap: Heap,
  to: number,
  from: number,
  pixels: number,
  channels: number,
  times: number,
): void {
  const floats = floatsOf(heap);
  let source = from / 4;
  for (let target = to / 4; target < to / 4 + pixels * channels; target++) {
    let sum = 0;
    for (let copy = 0; copy < times; copy++) sum += floats[source++] as number;
    floats[target] = sum;
  }
}
