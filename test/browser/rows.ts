/** 480 rows of three classes: clouds around three places, by a generator of its own. */
export function rows(): { xs: number[][]; ys: number[] } {
  let state = 7;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const xs: number[][] = [];
  const ys: number[] = [];
  for (let row = 0; row < 480; row++) {
    const kind = row % 3;
    const around = (place: number) => place + draw() + draw() + draw() - 1.5;
    xs.push([
      around(kind === 0 ? 1 : -0.3),
      around(kind === 1 ? 1 : -0.3),
      around(0),
      around(kind),
    ]);
    ys.push(kind);
  }
  return { xs, ys };
}
