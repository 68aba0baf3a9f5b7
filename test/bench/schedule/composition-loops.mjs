// Compositions of half a cosine and the loops that a user would write by hand for them. `make` is
// given the schedule room.

const PI = Math.PI;

function join(n) {
  const out = new Float64Array(n);
  const from = n / 2;
  for (let t = 0; t < n; t++) {
    out[t] = t < from ? 0.1 : 0.05 * (1 + Math.cos((PI * (t - from)) / from));
  }
  return out;
}

function scale(n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) out[t] = 0.5 * (0.05 * (1 + Math.cos((PI * t) / n)));
  return out;
}

function offset(n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) out[t] = 0.05 * (1 + Math.cos((PI * Math.max(0, t - 100)) / n));
  return out;
}

function perEpoch(n) {
  const out = new Float64Array(n);
  for (let t = 0; t < n; t++) out[t] = 0.05 * (1 + Math.cos((PI * (t - (t % 50))) / n));
  return out;
}

const half = (room, totalSteps) => room.cosine({ peakLr: 0.1, totalSteps });

export const compositionLoops = [
  {
    name: "join",
    loop: join,
    make: (room, n) =>
      room.join({
        schedules: [room.constant({ lr: 0.1 }), half(room, n / 2)],
        boundaries: [n / 2],
      }),
  },
  {
    name: "scale",
    loop: scale,
    make: (room, n) => room.scale({ schedule: half(room, n), factor: 0.5 }),
  },
  {
    name: "offset",
    loop: offset,
    make: (room, n) => room.offset({ schedule: half(room, n), steps: 100 }),
  },
  {
    name: "per-epoch",
    loop: perEpoch,
    make: (room, n) =>
      room.perEpoch({ schedule: half(room, n), stepsPerEpoch: 50, counts: "steps" }),
  },
];
