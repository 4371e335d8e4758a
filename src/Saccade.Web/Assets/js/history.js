const most = 100;

/** What was on the frame before each change, to come back to. */
export class History {
  #frame;
  #saved = [];
  #changed;

  /** `changed` is called when there is something to undo, or nothing any more. */
  constructor(frame, changed) {
    this.#frame = frame;
    this.#changed = changed;
  }

  get empty() {
    return this.#saved.length === 0;
  }

  /** Before a change. */
  keep() {
    this.#saved.push(this.#frame.save());
    if (this.#saved.length > most) this.#saved.shift();
    this.#changed();
  }

  undo() {
    this.#frame.restore(this.#saved.pop());
    this.#changed();
  }

  clear() {
    this.#saved = [];
    this.#changed();
  }
}
