import { the } from './dom.js';
import { drawPixels, drawPath, drawSeen } from './pictures.js';

// The digits that the models know are this large, in pixels of the frame.
const digitSide = 28;

/** The large frame: shows what is on it and where a model looks, and takes strokes and drags. */
export class Stage {
  #stage = the('stage');
  #picture = the('picture');
  #overlay = the('overlay');
  #frame;
  #last = null;
  #shown = {};
  /** Whether what is on the frame can be neither drawn on nor moved, as a picture. */
  fixed = false;

  /** `on` receives `started(tool)` before a change, `moved` (a drag under way) and `ended`; and `key(name)` for the keys of the stage. */
  constructor(frame, on) {
    this.#frame = frame;
    this.on = on;
    this.#stage.addEventListener('pointerdown', event => this.#down(event));
    this.#stage.addEventListener('pointermove', event => this.#move(event));
    this.#stage.addEventListener('pointerup', event => this.#up(event));
    this.#stage.addEventListener('pointercancel', event => this.#up(event));
    this.#stage.addEventListener('keydown', event => this.#key(event));
    this.#stage.addEventListener('keyup', event => {
      if (event.key.startsWith('Arrow')) this.on.ended();
    });
    new ResizeObserver(() => this.draw()).observe(this.#stage);
    this.resize();
  }

  get tool() {
    return document.querySelector('input[name=tool]:checked').value;
  }

  get drawing() {
    return this.#last?.tool === 'draw';
  }

  resize() {
    this.#stage.style.aspectRatio = `${this.#frame.width} / ${this.#frame.height}`;
    this.#stage.style.setProperty('--guide', `${Math.min(100, 100 * digitSide / this.#frame.width)}%`);
  }

  /** What to show over the frame; without a trace only the frame itself. */
  show(shown) {
    this.#shown = shown;
    this.draw();
  }

  draw() {
    const { trace, step, travelled, eyes, side } = this.#shown;
    if (trace && eyes) drawSeen(this.#picture, trace, step, side);
    else drawPixels(this.#picture, this.#frame.pixels(), this.#frame.width, this.#frame.height);
    drawPath(this.#overlay, trace, step, travelled);
    the('hint').hidden = !this.#frame.empty;
  }

  #point(event) {
    const box = this.#stage.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * this.#frame.width, (event.clientY - box.top) / box.height * this.#frame.height];
  }

  #down(event) {
    if (event.button !== 0 || this.#last || this.fixed) return;
    event.preventDefault();
    this.#stage.focus({ preventScroll: true });
    this.#stage.setPointerCapture(event.pointerId);
    this.#last = { id: event.pointerId, tool: this.tool, point: this.#point(event) };
    if (this.#last.tool === 'draw') {
      this.on.started('draw');
      this.#frame.begin(this.#last.point);
      this.draw();
    }
  }

  #move(event) {
    if (this.#last?.id !== event.pointerId) return;
    if (this.#last.tool === 'draw') {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length > 0 ? events : [event]) this.#frame.extend(this.#point(each));
      this.draw();
      return;
    }
    const point = this.#point(event);
    // By whole pixels, as the tasks place digits.
    const by = point.map((to, axis) => Math.round(to - this.#last.point[axis]));
    if (by[0] === 0 && by[1] === 0) return;
    if (!this.#last.moved) this.on.started('move');
    this.#last.moved = true;
    this.#last.point = this.#last.point.map((from, axis) => from + by[axis]);
    this.#frame.moveBy(...by);
    this.draw();
    this.on.moved();
  }

  #up(event) {
    if (this.#last?.id !== event.pointerId) return;
    const { tool, moved } = this.#last;
    this.#last = null;
    if (tool === 'draw' || moved) this.on.ended();
  }

  #key(event) {
    const far = event.shiftKey ? 5 : 1;
    const way = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way && !this.fixed) {
      if (!event.repeat) this.on.started('move');
      this.#frame.moveBy(...way);
      this.draw();
      this.on.moved();
    } else if (!this.on.key(event.key)) {
      return;
    }
    event.preventDefault();
  }
}
