// One loop per schedule as a user would write it by hand for the options in `example`: the formula
// inline, constants hoisted, no checks. Each returns a Float64Array of n values.

const PI = Math.PI;

function fill(n, body) {
  return body(new Float64Array(n), n);
}

export const handLoops = {
  constant: ({ lr }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) out[t] = lr;
      return out;
    }),
  "piecewise-constant": ({ boundaries, lrs }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        let k = 0;
        while (k < boundaries.length && t >= boundaries[k]) k++;
        out[t] = lrs[k];
      }
      return out;
    }),
  "inverse-time": ({ peakLr, decayRate, decaySteps }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) out[t] = peakLr / (1 + (decayRate * t) / decaySteps);
      return out;
    }),
  "exponential-decay": ({ peakLr, factor, decaySteps }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) out[t] = peakLr * factor ** (t / decaySteps);
      return out;
    }),
  "step-decay": ({ peakLr, every, stepsPerEpoch }, n) =>
    fill(n, (out) => {
      const period = every * stepsPerEpoch;
      for (let t = 0; t < n; t++) out[t] = peakLr * 0.5 ** Math.floor(t / period);
      return out;
    }),
  "multi-step": ({ peakLr, milestones }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        let k = 0;
        while (k < milestones.length && t >= milestones[k]) k++;
        out[t] = peakLr * 0.1 ** k;
      }
      return out;
    }),
  polynomial: ({ peakLr, totalSteps, power }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        out[t] = t >= totalSteps ? 0 : peakLr * (1 - t / totalSteps) ** power;
      }
      return out;
    }),
  "linear-to-zero": ({ peakLr, totalSteps }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) out[t] = t >= totalSteps ? 0 : peakLr * (1 - t / totalSteps);
      return out;
    }),
  cosine: ({ peakLr, totalSteps }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        out[t] = t >= totalSteps ? 0 : peakLr * 0.5 * (1 + Math.cos((PI * t) / totalSteps));
      }
      return out;
    }),
  "cosine-restarts": ({ peakLr, cycleSteps, cycleFactor, peakFactor }, n) =>
    fill(n, (out) => {
      let start = 0;
      let length = cycleSteps;
      let peak = peakLr;
      for (let t = 0; t < n; t++) {
        if (t - start >= length) {
          start += length;
          length *= cycleFactor;
          peak *= peakFactor;
        }
        out[t] = peak * 0.5 * (1 + Math.cos((PI * (t - start)) / length));
      }
      return out;
    }),
  "linear-warmup": ({ peakLr, warmupSteps }, n) =>
    fill(n, (out) => {
      const start = peakLr / warmupSteps;
      for (let t = 0; t < n; t++) {
        out[t] = t < warmupSteps ? start + ((peakLr - start) * t) / warmupSteps : peakLr;
      }
      return out;
    }),
  "warmup-cosine": ({ peakLr, totalSteps, warmupSteps, holdSteps }, n) =>
    fill(n, (out) => {
      const start = peakLr / warmupSteps;
      const from = warmupSteps + holdSteps;
      for (let t = 0; t < n; t++) {
        if (t < warmupSteps) out[t] = start + ((peakLr - start) * t) / warmupSteps;
        else if (t < from) out[t] = peakLr;
        else if (t >= totalSteps) out[t] = 0;
        else out[t] = peakLr * 0.5 * (1 + Math.cos((PI * (t - from)) / (totalSteps - from)));
      }
      return out;
    }),
  "one-cycle": ({ peakLr, totalSteps }, n) =>
    fill(n, (out) => {
      const start = peakLr / 25;
      const end = start / 1e4;
      const up = 0.3 * totalSteps - 1;
      const last = totalSteps - 1;
      for (let t = 0; t < n; t++) {
        if (t < up) out[t] = start + (peakLr - start) * 0.5 * (1 - Math.cos((PI * t) / up));
        else if (t >= last) out[t] = end;
        else {
          out[t] = end + (peakLr - end) * 0.5 * (1 + Math.cos((PI * (t - up)) / (last - up)));
        }
      }
      return out;
    }),
  "one-cycle-momentum": ({ totalSteps }, n) =>
    fill(n, (out) => {
      const up = 0.3 * totalSteps - 1;
      const last = totalSteps - 1;
      for (let t = 0; t < n; t++) {
        if (t < up) out[t] = 0.85 + 0.1 * 0.5 * (1 + Math.cos((PI * t) / up));
        else if (t >= last) out[t] = 0.95;
        else out[t] = 0.85 + 0.1 * 0.5 * (1 - Math.cos((PI * (t - up)) / (last - up)));
      }
      return out;
    }),
  triangular: ({ peakLr, floorLr, halfCycleSteps: s }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        const c = Math.floor(1 + t / (2 * s));
        const x = Math.abs(t / s - 2 * c + 1);
        out[t] = floorLr + (peakLr - floorLr) * Math.max(0, 1 - x);
      }
      return out;
    }),
  triangular2: ({ peakLr, floorLr, halfCycleSteps: s }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        const c = Math.floor(1 + t / (2 * s));
        const x = Math.abs(t / s - 2 * c + 1);
        out[t] = floorLr + ((peakLr - floorLr) * Math.max(0, 1 - x)) / 2 ** (c - 1);
      }
      return out;
    }),
  "exp-range": ({ peakLr, floorLr, halfCycleSteps: s, gamma }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        const c = Math.floor(1 + t / (2 * s));
        const x = Math.abs(t / s - 2 * c + 1);
        out[t] = floorLr + (peakLr - floorLr) * Math.max(0, 1 - x) * gamma ** t;
      }
      return out;
    }),
  "warmup-stable-decay": ({ peakLr, totalSteps, warmupSteps, decaySteps }, n) =>
    fill(n, (out) => {
      const start = peakLr / warmupSteps;
      const from = totalSteps - decaySteps;
      for (let t = 0; t < n; t++) {
        if (t < warmupSteps) out[t] = start + ((peakLr - start) * t) / warmupSteps;
        else if (t < from) out[t] = peakLr;
        else if (t >= totalSteps) out[t] = 0;
        else out[t] = peakLr * (1 - Math.sqrt((t - from) / decaySteps));
      }
      return out;
    }),
  rex: ({ peakLr, totalSteps }, n) =>
    fill(n, (out) => {
      for (let t = 0; t < n; t++) {
        const p = t / totalSteps;
        out[t] = t >= totalSteps ? 0 : (peakLr * (1 - p)) / (1 - p / 2);
      }
      return out;
    }),
  "inverse-sqrt": ({ peakLr, warmupSteps }, n) =>
    fill(n, (out) => {
      const start = peakLr / warmupSteps;
      for (let t = 0; t < n; t++) {
        out[t] =
          t < warmupSteps
            ? start + ((peakLr - start) * t) / warmupSteps
            : peakLr * Math.sqrt(warmupSteps / t);
      }
      return out;
    }),
};
