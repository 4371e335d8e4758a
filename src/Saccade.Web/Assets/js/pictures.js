import { glimpseColour } from './colours.js';

// What lies outside of everything seen; apart from black, which is seen.
const unseen = [38, 44, 56];

/** Draws values [height, width] in gray, or [3, height, width] in colour, on a canvas, one pixel each. */
export function drawPixels(canvas, values, width, height, white = 255) {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  const size = width * height;
  const factor = 255 / white;
  const [green, blue] = planes(values.length, size);
  for (let i = 0; i < size; i++) {
    image.data.set([values[i] * factor, values[green + i] * factor, values[blue + i] * factor, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** Where green and blue begin among values; where all is gray, at the beginning too. */
const planes = (length, size) => length >= 3 * size ? [size, 2 * size] : [0, 0];

/** The frame as far as it was seen in the glimpses up to `step`, each place as finely as it was ever seen. */
export function drawSeen(canvas, trace, step, side) {
  const { width, height } = trace;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) image.data.set([...unseen, 255], 4 * i);
  for (let scale = trace.boxes[0].length - 1; scale >= 0; scale--) {
    for (let t = 0; t <= step; t++) {
      const box = trace.boxes[t][scale];
      const factor = box.side / side;
      const patch = trace.retinas[t][scale];
      const [green, blue] = planes(patch.length, side * side);
      for (let y = Math.max(0, box.top); y < Math.min(height, box.top + box.side); y++) {
        for (let x = Math.max(0, box.left); x < Math.min(width, box.left + box.side); x++) {
          const at = Math.floor((y - box.top) / factor) * side + Math.floor((x - box.left) / factor);
          image.data.set([255 * patch[at], 255 * patch[green + at], 255 * patch[blue + at]], 4 * (y * width + x));
        }
      }
    }
  }
  context.putImageData(image, 0, 0);
}

/** One glimpse as a whole: the fine patch in the middle of the coarser ones. */
export function drawGlimpse(canvas, patches, side, extents) {
  const whole = extents.at(-1);
  if (canvas.width !== whole) canvas.width = canvas.height = whole;
  const context = canvas.getContext('2d');
  const patch = document.createElement('canvas');
  context.imageSmoothingEnabled = false;
  for (let scale = extents.length - 1; scale >= 0; scale--) {
    drawPixels(patch, patches[scale], side, side, 1);
    const margin = (whole - extents[scale]) / 2;
    context.drawImage(patch, margin, margin, extents[scale], extents[scale]);
  }
}

/**
 * Boxes and path of a trace up to glimpse `step`, `travelled` of the way there (0 to 1).
 * Everything has a dark rim, to be seen on white strokes too.
 */
export function drawPath(canvas, trace, step, travelled, { numbers = true } = {}) {
  const ratio = window.devicePixelRatio || 1;
  const [cssWidth, cssHeight] = [canvas.clientWidth, canvas.clientHeight];
  const [width, height] = [Math.round(cssWidth * ratio), Math.round(cssHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, cssWidth, cssHeight);
  if (!trace) return;
  const scale = cssWidth / trace.width;
  const glimpses = trace.boxes.length;
  const places = trace.boxes.map(boxes => [boxes[0].left + boxes[0].side / 2, boxes[0].top + boxes[0].side / 2]);
  const from = places[Math.max(0, step - 1)];
  const here = places[step].map((to, axis) => from[axis] + (to - from[axis]) * travelled);
  const weight = Math.max(1, Math.min(cssWidth / 300, 1.6));

  const line = (ax, ay, bx, by, colour, thick) => {
    context.lineCap = 'round';
    for (const [style, extra] of [['rgb(0 0 0 / .65)', 2.5], [colour, 0]]) {
      Object.assign(context, { strokeStyle: style, lineWidth: thick + extra });
      context.beginPath();
      context.moveTo(ax * scale, ay * scale);
      context.lineTo(bx * scale, by * scale);
      context.stroke();
    }
  };
  const square = (cx, cy, side, colour, thick) => {
    for (const [style, extra] of [['rgb(0 0 0 / .6)', 2], [colour, 0]]) {
      Object.assign(context, { strokeStyle: style, lineWidth: thick + extra });
      context.strokeRect((cx - side / 2) * scale, (cy - side / 2) * scale, side * scale, side * scale);
    }
  };

  const colour = glimpseColour(step, glimpses);
  const sides = trace.boxes[step].map(box => box.side);
  for (let k = sides.length - 1; k >= 0; k--) {
    context.globalAlpha = k === 0 ? 1 : 0.8;
    square(...here, sides[k], colour, (k === 0 ? 2.2 : 1.2) * weight);
  }
  context.globalAlpha = 1;
  for (let t = 1; t <= step; t++) {
    const end = t === step ? here : places[t];
    line(...places[t - 1], ...end, glimpseColour(t, glimpses), 1.8 * weight);
  }
  for (let t = 0; t <= step; t++) {
    const [x, y] = t === step ? here : places[t];
    const radius = (numbers ? 7.5 : 3) * (t === step ? 1.2 : 1) * Math.min(weight, 1.25);
    context.beginPath();
    context.arc(x * scale, y * scale, radius, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: glimpseColour(t, glimpses), strokeStyle: 'rgb(0 0 0 / .75)', lineWidth: 1.5 });
    context.fill();
    context.stroke();
    if (numbers) {
      Object.assign(context, { fillStyle: '#0b0e13', font: `600 ${Math.round(radius * 1.35)}px system-ui, sans-serif`, textAlign: 'center', textBaseline: 'middle' });
      context.fillText(t + 1, x * scale, y * scale + 0.5);
    }
  }
}
