/**
 * A small seeded stream of random numbers (mulberry32), so that the data sets do not depend on any
 * library. Functions of Math are used for shapes only; results are rounded before they are written.
 */
export function randomStream(seed) {
  let state = seed >>> 0;
  const float = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below) => Math.floor(float() * below);
  return {
    float,
    int,
    range: (low, high) => low + (high - low) * float(),
    normal: () => Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float()),
    shuffled(values) {
      const result = [...values];
      for (let last = result.length - 1; last > 0; last--) {
        const pick = int(last + 1);
        [result[last], result[pick]] = [result[pick], result[last]];
      }
      return result;
    },
  };
}
