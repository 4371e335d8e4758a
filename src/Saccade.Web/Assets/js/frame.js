import { randomNumbers } from './random.js';

// About the width of the strokes that the models have learned to read, in pixels of the frame.
const penWidth = 2.8;

/** What is on the frame: a digit, drawn or picked, that can be moved, and clutter around it. */
export class Frame {
  #canvas = document.createElement('canvas');
  #random = randomNumbers(7);
  strokes = [];
  sample = null;
  clutter = [];

  constructor(width, height) {
    this.resize(width, height);
  }

  get empty() {
    return this.strokes.length === 0 && this.sample === null;
  }

  /** Takes another size; what is on the frame keeps its relative place. */
  resize(width, height) {
    if (width === this.width && height === this.height) return;
    const box = this.empty || !this.width ? null : this.#box();
    const [oldWidth, oldHeight] = [this.width, this.height];
    [this.width, this.height] = [this.#canvas.width, this.#canvas.height] = [width, height];
    this.clutter.forEach(patch => this.#place(patch, patch.side));
    if (box) {
      this.moveBy(Math.round((box.left + box.right) / 2 * (width / oldWidth - 1)), Math.round((box.top + box.bottom) / 2 * (height / oldHeight - 1)));
    }
  }

  /** All that is on the frame, and its size. */
  save() {
    const { width, height, strokes, sample, clutter } = this;
    return { width, height, strokes: [...strokes], sample: sample && { ...sample }, clutter: clutter.map(patch => ({ ...patch })) };
  }

  restore(saved) {
    Object.assign(this, saved);
    [this.#canvas.width, this.#canvas.height] = [saved.width, saved.height];
  }

  clear() {
    this.strokes = [];
    this.sample = null;
    this.clutter = [];
  }

  /** Begins a stroke at a point; a picked digit makes room for it. */
  begin(point) {
    this.sample = null;
    this.strokes.push([point]);
  }

  extend(point) {
    this.strokes.at(-1).push(point);
  }

  /** Puts a digit at a random place. */
  pick(sample) {
    this.strokes = [];
    this.sample = {
      ...sample,
      left: Math.floor(this.#random() * Math.max(1, this.width - sample.width + 1)),
      top: Math.floor(this.#random() * Math.max(1, this.height - sample.height + 1)),
    };
  }

  /** Shows a picture, which is the whole frame. */
  put(picture) {
    this.clear();
    this.resize(picture.width, picture.height);
    this.sample = { ...picture, left: 0, top: 0 };
  }

  /** Inverts what was put. */
  invert() {
    this.sample = { ...this.sample, pixels: this.sample.pixels.map(value => 255 - value) };
  }

  /** Moves the digit, as far as the frame allows. */
  moveBy(x, y) {
    if (this.empty) return;
    const box = this.#box();
    x = within(x, -box.left, this.width - box.right);
    y = within(y, -box.top, this.height - box.bottom);
    if (this.sample) {
      this.sample.left += x;
      this.sample.top += y;
    }
    this.strokes = this.strokes.map(stroke => stroke.map(([px, py]) => [px + x, py + y]));
  }

  /** Adds a patch cut from one of some digits. */
  addClutter(digits, side) {
    let patch;
    for (let attempt = 0; attempt < 20 && !patch?.ink; attempt++) {
      const digit = digits[Math.floor(this.#random() * digits.length)];
      patch = this.#cut(digit, Math.min(side, digit.width, digit.height));
    }
    this.#place(patch, patch.side);
    this.clutter.push(patch);
  }

  removeClutter() {
    this.clutter.pop();
  }

  /** The gray values, row by row; of a picture in colour all red, then all green, then all blue ones. */
  pixels() {
    if (this.sample?.content === 'picture') return this.sample.pixels;
    const pixels = this.#inked();
    if (this.sample) this.#add(pixels, this.sample.pixels, this.sample.width, this.sample.height, this.sample.left, this.sample.top);
    for (const patch of this.clutter) this.#add(pixels, patch.pixels, patch.side, patch.side, patch.left, patch.top);
    return pixels;
  }

  #inked() {
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    context.fillStyle = '#000';
    context.fillRect(0, 0, this.width, this.height);
    Object.assign(context, { strokeStyle: '#fff', lineWidth: penWidth, lineCap: 'round', lineJoin: 'round' });
    for (const stroke of this.strokes) {
      context.beginPath();
      context.moveTo(...stroke[0]);
      if (stroke.length === 1) context.lineTo(stroke[0][0] + 0.01, stroke[0][1]);
      for (let i = 1; i < stroke.length; i++) {
        // Through the middles of the points that the pointer gave: smooth, and never away from them.
        const next = stroke[i + 1];
        if (next) context.quadraticCurveTo(...stroke[i], (stroke[i][0] + next[0]) / 2, (stroke[i][1] + next[1]) / 2);
        else context.lineTo(...stroke[i]);
      }
      context.stroke();
    }
    const data = context.getImageData(0, 0, this.width, this.height).data;
    return Uint8Array.from({ length: this.width * this.height }, (_, i) => data[4 * i]);
  }

  /** Adds an image, clipped at white, as the tasks do. */
  #add(pixels, image, width, height, left, top) {
    for (let y = Math.max(0, -top); y < Math.min(height, this.height - top); y++) {
      for (let x = Math.max(0, -left); x < Math.min(width, this.width - left); x++) {
        const at = (top + y) * this.width + left + x;
        pixels[at] = Math.min(255, pixels[at] + image[y * width + x]);
      }
    }
  }

  #cut(digit, side) {
    const left = Math.floor(this.#random() * (digit.width - side + 1));
    const top = Math.floor(this.#random() * (digit.height - side + 1));
    const pixels = Uint8Array.from({ length: side * side }, (_, i) =>
      digit.pixels[(top + Math.floor(i / side)) * digit.width + left + i % side]);
    return { pixels, side, ink: pixels.filter(value => value > 127).length >= side };
  }

  #place(patch, side) {
    patch.left = Math.floor(this.#random() * Math.max(1, this.width - side + 1));
    patch.top = Math.floor(this.#random() * Math.max(1, this.height - side + 1));
  }

  #box() {
    if (this.sample) {
      const { left, top, width, height } = this.sample;
      return { left, top, right: left + width, bottom: top + height };
    }
    const xs = this.strokes.flat().map(point => point[0]);
    const ys = this.strokes.flat().map(point => point[1]);
    const pen = penWidth / 2;
    return { left: Math.min(...xs) - pen, right: Math.max(...xs) + pen, top: Math.min(...ys) - pen, bottom: Math.max(...ys) + pen };
  }
}

/** A value kept between bounds; 0 if there is no room at all. */
function within(value, least, most) {
  return least > most ? 0 : Math.min(Math.max(value, least), most);
}
