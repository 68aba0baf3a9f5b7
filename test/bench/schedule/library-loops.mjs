// One loop per library schedule as a user would write it by hand: the library's own formula inline,
// constants hoisted, no checks. `stretch(n)` gives options whose run has n steps. Each loop returns a
// Float64Array of n values.

const PI = Math.PI;

function kerasPolynomial({ peakLr, totalSteps }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    out[t] = (peakLr - 1e-4) * (1 - Math.min(t, totalSteps) / totalSteps) ** 1 + 1e-4;
  }
  return out;
}

// Keras' and timm's logarithm needs to be taken only once a cycle: begins and lengths are kept.
function kerasRestarts({ peakLr, cycleSteps }, n) {
  const out = new Float64Array(n);
  let begin = 0;
  let length = cycleSteps;
  for (let t = 0; t < n; t++) {
    if (t - begin >= length) {
      begin += length;
      length *= 2;
    }
    out[t] = peakLr * 0.5 * (1 + Math.cos((PI * (t - begin)) / length));
  }
  return out;
}

function torchCosine({ peakLr, totalSteps }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) out[t] = peakLr * 0.5 * (1 + Math.cos((PI * t) / totalSteps));
  return out;
}

function torchOneCycle({ peakLr, totalSteps }, n) {
  const out = new Float64Array(n);
  const start = peakLr / 25;
  const end = start / 1e4;
  const up = 0.3 * totalSteps - 1;
  const last = totalSteps - 1;
  for (let t = 0; t < n; t++) {
    if (t <= up) out[t] = peakLr + ((start - peakLr) / 2) * (1 + Math.cos((PI * t) / up));
    else out[t] = end + ((peakLr - end) / 2) * (1 + Math.cos((PI * (t - up)) / (last - up)));
  }
  return out;
}

function torchMomentum({ totalSteps }, n) {
  const out = new Float64Array(n);
  const up = 0.3 * totalSteps - 1;
  const last = totalSteps - 1;
  for (let t = 0; t < n; t++) {
    if (t <= up) out[t] = 0.85 + 0.05 * (1 + Math.cos((PI * t) / up));
    else out[t] = 0.95 - 0.05 * (1 + Math.cos((PI * (t - up)) / (last - up)));
  }
  return out;
}

function optaxRestarts({ peakLrs, lengths }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const second = t >= lengths[0];
    const progress = Math.min(1, second ? (t - lengths[0]) / lengths[1] : t / lengths[0]);
    out[t] = (second ? peakLrs[1] : peakLrs[0]) * 0.5 * (1 + Math.cos(PI * progress));
  }
  return out;
}

function optaxOneCycle({ peakLr, totalSteps }, n) {
  const out = new Float64Array(n);
  const start = peakLr / 25;
  const end = start / 1e4;
  const up = Math.trunc(0.3 * totalSteps);
  for (let t = 0; t < n; t++) {
    if (t < up) out[t] = peakLr + ((start - peakLr) / 2) * (1 + Math.cos((PI * t) / up));
    else if (t >= totalSteps) out[t] = end;
    else out[t] = end + ((peakLr - end) / 2) * (1 + Math.cos((PI * (t - up)) / (totalSteps - up)));
  }
  return out;
}

function timmStep({ peakLr, every, factor, warmupSteps }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    out[t] =
      t < warmupSteps
        ? (t * peakLr) / warmupSteps
        : peakLr * factor ** Math.floor((t - warmupSteps) / every);
  }
  return out;
}

function timmMultiStep({ peakLr, milestones, factor }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    let k = 0;
    while (k < milestones.length && t + 1 >= milestones[k]) k++;
    out[t] = peakLr * factor ** k;
  }
  return out;
}

function timmPolynomial({ peakLr, totalSteps, warmupSteps }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    if (t < warmupSteps) out[t] = (t * peakLr) / warmupSteps;
    else out[t] = t >= totalSteps ? 0 : peakLr * (1 - t / totalSteps) ** 0.5;
  }
  return out;
}

function timmCosine({ peakLr, totalSteps, warmupSteps }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    if (t < warmupSteps) out[t] = (t * peakLr) / warmupSteps;
    else out[t] = t >= totalSteps ? 0 : peakLr * 0.5 * (1 + Math.cos((PI * t) / totalSteps));
  }
  return out;
}

function timmEpochs({ peakLr, totalSteps, stepsPerEpoch }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const epoch = Math.floor(t / stepsPerEpoch);
    out[t] = epoch >= totalSteps ? 0 : peakLr * 0.5 * (1 + Math.cos((PI * epoch) / totalSteps));
  }
  return out;
}

function timmRestarts({ peakLr, cycleSteps, cycles, peakFactor }, n) {
  const out = new Float64Array(n);
  let begin = 0;
  let cycle = 0;
  let peak = peakLr;
  for (let t = 0; t < n; t++) {
    if (t - begin >= cycleSteps) {
      begin += cycleSteps;
      cycle += 1;
      peak *= peakFactor;
    }
    out[t] = cycle >= cycles ? 0 : peak * 0.5 * (1 + Math.cos((PI * (t - begin)) / cycleSteps));
  }
  return out;
}

function hfLinear({ peakLr, totalSteps, warmupSteps }, n) {
  const out = new Float64Array(n);
  const decay = totalSteps - warmupSteps;
  for (let t = 0; t < n; t++) {
    out[t] =
      t < warmupSteps ? peakLr * (t / warmupSteps) : peakLr * Math.max(0, (totalSteps - t) / decay);
  }
  return out;
}

function hfPolynomial({ peakLr, totalSteps, warmupSteps }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    if (t < warmupSteps) out[t] = peakLr * (t / warmupSteps);
    else if (t > totalSteps) out[t] = 1e-7;
    else {
      const left = 1 - (t - warmupSteps) / (totalSteps - warmupSteps);
      out[t] = (peakLr - 1e-7) * left ** 1 + 1e-7;
    }
  }
  return out;
}

function hfCosine({ peakLr, totalSteps, warmupSteps }, n) {
  const out = new Float64Array(n);
  const decay = totalSteps - warmupSteps;
  for (let t = 0; t < n; t++) {
    if (t < warmupSteps) out[t] = peakLr * (t / warmupSteps);
    else out[t] = peakLr * 0.5 * (1 + Math.cos((PI * (t - warmupSteps)) / decay));
  }
  return out;
}

function hfRestarts({ peakLr, totalSteps, warmupSteps, cycles }, n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const progress = (t - warmupSteps) / (totalSteps - warmupSteps);
    if (t < warmupSteps) out[t] = peakLr * (t / warmupSteps);
    else if (progress >= 1) out[t] = 0;
    else {
      const passed = cycles * progress;
      out[t] = peakLr * 0.5 * (1 + Math.cos(PI * (passed - Math.floor(passed))));
    }
  }
  return out;
}

const whole = (n) => ({ totalSteps: n });

/** Every library schedule that is not one of the project's own with other numbers. */
export const libraryLoops = [
  ["keras", "polynomial", kerasPolynomial, whole],
  ["keras", "cosine-restarts", kerasRestarts],
  ["torch", "cosine", torchCosine, whole],
  ["torch", "one-cycle", torchOneCycle, whole],
  ["torch", "one-cycle-momentum", torchMomentum, whole],
  ["optax", "cosine-restarts", optaxRestarts, (n) => ({ lengths: [n / 4, n] })],
  ["optax", "one-cycle", optaxOneCycle, whole],
  ["timm", "step-decay", timmStep],
  ["timm", "multi-step", timmMultiStep],
  ["timm", "polynomial", timmPolynomial, whole],
  ["timm", "cosine", timmCosine, whole],
  ["timm", "warmup-cosine", timmEpochs, epochs],
  ["timm", "cosine-restarts", timmRestarts, (n) => ({ cycleSteps: Math.ceil(n / 3) })],
  ["hf", "linear-to-zero", hfLinear, whole],
  ["hf", "polynomial", hfPolynomial, whole],
  ["hf", "cosine", hfCosine, whole],
  ["hf", "warmup-cosine", hfCosine, whole],
  ["hf", "cosine-restarts", hfRestarts, whole],
].map(([semantics, kind, loop, stretch = () => ({})]) => ({ semantics, kind, loop, stretch }));

function epochs(n) {
  return { unit: "epoch", stepsPerEpoch: 50, totalSteps: Math.ceil(n / 50), warmupSteps: 0 };
}
