// The colours of the glimpses, first to last, as in the project's figures: lightness rises all the way, so that the order
// survives colour-blindness. Anchors in Oklab.
const anchors = [
  [0.60, 0.06, -0.19], [0.67, 0.19, -0.06], [0.74, 0.14, 0.08], [0.83, 0.04, 0.15], [0.92, -0.03, 0.16],
];

/** The colour of glimpse `step` of `glimpses`, counted from 0. */
export function glimpseColour(step, glimpses) {
  const place = glimpses === 1 ? 0 : step / (glimpses - 1) * (anchors.length - 1);
  const i = Math.min(Math.floor(place), anchors.length - 2);
  const part = place - i;
  const [l, a, b] = anchors[i].map((from, axis) => from + part * (anchors[i + 1][axis] - from));
  return `oklab(${l} ${a} ${b})`;
}
