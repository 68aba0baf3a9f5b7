import { formatLr } from "../../../core/format.ts";
import type { Words } from "../../../words/index.ts";
import type { Chart } from "../../stage/chart.ts";

/** The two trims; null where nothing is cut off. */
export interface Trims {
  readonly fromLr: number | null;
  readonly toLr: number | null;
}

/** Steps of the arrow keys and of Page Up and Down, and what stays between the handles, in decades. */
const STEP = 0.05;
const LEAP = 0.5;
const LEAST = 0.2;

/** Both handles, and a way to put them back. */
export interface TrimHandles {
  set(trims: Trims): void;
}

/**
 * Two handles over a chart that cut off its left and right end: dragged, or moved with the arrow
 * keys. They follow the chart's axis when it is zoomed or resized.
 *
 * @param extent lowest and highest LR that was recorded
 * @param onChange called at every move
 */
export function trimHandles(
  chart: Chart,
  extent: readonly [number, number],
  words: Pick<Words, "live">,
  onChange: (trims: Trims) => void,
): TrimHandles {
  const ends = [Math.log10(extent[0]), Math.log10(extent[1])] as const;
  const values: [number, number] = [...ends];
  const stage = chart.element.parentElement as HTMLElement;
  const shades = [div("shade"), div("shade")] as const;
  const handles = [div("handle"), div("handle")] as const;
  const [gap] = [Math.min(LEAST, (ends[1] - ends[0]) / 4)];

  const trims = (): Trims => ({
    fromLr: values[0] > ends[0] ? 10 ** values[0] : null,
    toLr: values[1] < ends[1] ? 10 ** values[1] : null,
  });
  const draw = () => {
    const { left, width, top, height, fromLog10, toLog10 } = chart.place();
    const at = (value: number) => ((value - fromLog10) / (toLog10 - fromLog10)) * width;
    const held = (x: number) => Math.min(width, Math.max(0, x));
    const xs = [at(values[0]), at(values[1])] as const;
    const box = { top: `${top}px`, height: `${height}px` };
    Object.assign(shades[0].style, box, { left: `${left}px`, width: `${held(xs[0])}px` });
    const right = held(xs[1]);
    Object.assign(shades[1].style, box, { left: `${left + right}px`, width: `${width - right}px` });
    handles.forEach((handle, side) => {
      const x = xs[side] as number;
      // One that the keyboard moves out of the picture waits at its edge: hidden, it loses the focus.
      handle.hidden = (x < -1 || x > width + 1) && handle !== document.activeElement;
      Object.assign(handle.style, box, { left: `${left + held(x)}px` });
      const value = values[side] as number;
      const cut = side === 0 ? value > ends[0] : value < ends[1];
      handle.ariaValueNow = value.toFixed(3);
      handle.ariaValueText = cut ? formatLr(10 ** value) : words.live.noTrim;
    });
    shades[0].hidden = values[0] <= ends[0];
    shades[1].hidden = values[1] >= ends[1];
  };
  const move = (side: 0 | 1, wanted: number) => {
    const low = side === 0 ? ends[0] : values[0] + gap;
    const high = side === 0 ? values[1] - gap : ends[1];
    const value = Math.min(high, Math.max(low, wanted));
    if (value === values[side]) return;
    values[side] = value;
    draw();
    onChange(trims());
  };

  handles.forEach((handle, place) => {
    const side = place as 0 | 1;
    handle.tabIndex = 0;
    handle.role = "slider";
    handle.ariaLabel = side === 0 ? words.live.leftTrim : words.live.rightTrim;
    handle.ariaOrientation = "horizontal";
    handle.ariaValueMin = ends[0].toFixed(3);
    handle.ariaValueMax = ends[1].toFixed(3);
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus();
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const where = chart.place();
      const x = event.clientX - stage.getBoundingClientRect().left - where.left;
      const share = x / where.width;
      move(side, where.fromLog10 + share * (where.toLog10 - where.fromLog10));
    });
    handle.addEventListener("blur", draw);
    handle.addEventListener("keydown", (event) => {
      const here = values[side];
      const targets: Record<string, number> = {
        ArrowLeft: here - STEP,
        ArrowDown: here - STEP,
        ArrowRight: here + STEP,
        ArrowUp: here + STEP,
        PageDown: here - LEAP,
        PageUp: here + LEAP,
        Home: ends[0],
        End: ends[1],
      };
      const target = targets[event.key];
      if (target === undefined) return;
      event.preventDefault();
      move(side, target);
    });
  });
  stage.append(...shades, ...handles);
  chart.onDrawn(draw);
  draw();
  return {
    set({ fromLr, toLr }) {
      values[0] = fromLr === null ? ends[0] : Math.log10(fromLr);
      values[1] = toLr === null ? ends[1] : Math.log10(toLr);
      draw();
    },
  };
}

function div(kind: string): HTMLDivElement {
  const element = document.createElement("div");
  element.className = kind;
  return element;
}
