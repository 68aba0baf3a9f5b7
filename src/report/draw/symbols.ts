/**
 * The outline of one of plotly's markers around (0, 0) as an SVG path: `radius` is that of a circle,
 * the others are as large as plotly draws them. A circle for one that is not known.
 *
 * @param radius in pixels, above 0
 */
export function symbolPath(symbol: string, radius: number): string {
  const outline = Object.hasOwn(OUTLINES, symbol) ? OUTLINES[symbol] : undefined;
  if (outline === undefined) {
    const r = short(radius);
    return `M${r},0A${r},${r} 0 1,1 0,${-r}A${r},${r} 0 0,1 ${r},0Z`;
  }
  const corners = outline.map(([x, y]) => `${short(x * radius)},${short(y * radius)}`);
  return `M${corners.join("L")}Z`;
}

type Corner = readonly [x: number, y: number];

// Corners for a radius of 1, as in plotly's `symbol_defs`.
const RT = 2 / Math.sqrt(3);
const OUTLINES: Readonly<Record<string, readonly Corner[]>> = {
  square: turned([1, 1], 4),
  diamond: turned([1.3, 0], 4),
  "triangle-up": [
    [-RT, 0.5],
    [RT, 0.5],
    [0, -1],
  ],
  "triangle-down": [
    [-RT, -0.5],
    [RT, -0.5],
    [0, 1],
  ],
  cross: cross(0.4, 1.2),
  // A cross that is turned by 45 degrees: arms of 0.8 either way, as wide as the other's.
  x: rotated(cross(0.4, 1.2), Math.PI / 4),
  star: Array.from({ length: 10 }, (_, i): Corner => {
    const reach = i % 2 === 0 ? 1.4 : 1.4 * 0.382;
    const angle = (i / 10) * 2 * Math.PI - Math.PI / 2;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  }),
};

function cross(half: number, reach: number): Corner[] {
  const arm: Corner[] = [
    [half, half],
    [reach, half],
    [reach, -half],
  ];
  return [0, 1, 2, 3].flatMap((quarter) => rotated(arm, (-quarter * Math.PI) / 2));
}

function turned(corner: Corner, times: number): Corner[] {
  return Array.from({ length: times }, (_, i) =>
    rotated([corner], (i * 2 * Math.PI) / times),
  ).flat();
}

function rotated(corners: readonly Corner[], angle: number): Corner[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return corners.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
}

function short(value: number): number {
  // Adding zero turns -0 into 0.
  return Math.round(value * 100) / 100 + 0;
}
