// A glimpse stays this long at speed 1, of which the eye travels for the first part.
const glimpseTime = 850;
const travelTime = 220;

/** Goes through the glimpses in time: which one, and how far the eye is on its way there. */
export class Player {
  #show;
  #frame = 0;
  #last = 0;
  #time = 0;
  glimpses = 0;
  speed = 1;
  playing = false;

  /** `show(step, travelled, playing)` is called whenever there is something new to show. */
  constructor(show) {
    this.#show = show;
  }

  get step() {
    return Math.min(Math.floor(this.#time / glimpseTime), Math.max(0, this.glimpses - 1));
  }

  get calm() {
    return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  /** Begins with a new trace: from its first glimpse on, or at its end. */
  load(glimpses, play) {
    this.glimpses = glimpses;
    this.stop();
    if (play && !this.calm) {
      this.#time = 0;
      this.play();
    } else {
      this.go(glimpses - 1);
    }
  }

  go(step) {
    this.stop();
    this.#time = Math.min(Math.max(step, 0), this.glimpses - 1) * glimpseTime + travelTime;
    this.#tell();
  }

  toggle() {
    if (this.playing) {
      this.stop();
      this.#tell();
    } else {
      if (this.step >= this.glimpses - 1) this.#time = 0;
      this.play();
    }
  }

  play() {
    if (this.glimpses === 0) return;
    this.playing = true;
    this.#last = performance.now();
    this.#tell();
    this.#frame = requestAnimationFrame(now => this.#tick(now));
  }

  stop() {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }

  #tick(now) {
    // The frame may have begun before the play did.
    this.#time += Math.max(0, now - this.#last) * this.speed;
    this.#last = now;
    if (this.#time >= this.glimpses * glimpseTime) {
      this.go(this.glimpses - 1);
      return;
    }
    this.#tell();
    this.#frame = requestAnimationFrame(next => this.#tick(next));
  }

  #tell() {
    const within = this.#time - this.step * glimpseTime;
    const part = this.calm ? 1 : Math.min(1, within / travelTime);
    // Fast away and soft arrival, as eyes do.
    this.#show(this.step, 1 - (1 - part) ** 3, this.playing);
  }
}
