import { make, percent, the } from './dom.js';
import { drawGlimpse } from './pictures.js';
import { glimpseColour } from './colours.js';
import { slotNote } from './task.js';

const mostInRow = 8;

/** The glimpses of the model on the frame, one button each: what it saw, and what it then thought. */
export class Film {
  #list = the('film');
  #go;

  constructor(go) {
    this.#go = go;
  }

  /** Without a trace there is room for the glimpses to come. */
  load(trace, model, expected) {
    const glimpses = trace?.boxes.length ?? expected;
    this.#list.style.setProperty('--columns', Math.min(glimpses, mostInRow));
    if (!trace || this.#list.querySelector('.blank')) this.#list.replaceChildren();
    while (this.#list.children.length > glimpses) this.#list.lastChild.remove();
    while (this.#list.children.length < glimpses) {
      if (trace) this.#add(this.#list.children.length);
      else this.#list.append(make('li', { className: 'blank' }));
    }
    for (let t = 0; t < glimpses && trace; t++) {
      const button = this.#list.children[t].firstChild;
      const [canvas, caption] = button.children;
      const named = model.classNames[trace.named[t]];
      button.style.setProperty('--glimpse', glimpseColour(t, glimpses));
      const slot = slotNote(model, trace, t);
      button.setAttribute('aria-label', `Glimpse ${t + 1}${slot && `, ${slot}`}: ${named}, ${percent(trace.probabilities[t][trace.named[t]])}`);
      drawGlimpse(canvas, trace.retinas[t], model.patchSide, model.extents);
      caption.textContent = slot ? `${named} (${slot})` : named;
    }
  }

  show(step) {
    this.#list.querySelectorAll('button').forEach((button, t) => {
      button.classList.toggle('ahead', t > step);
      if (t === step) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    });
  }

  #add(t) {
    const button = make('button', { type: 'button' }, make('canvas', { 'aria-hidden': 'true' }), make('span', { 'aria-hidden': 'true' }));
    button.addEventListener('click', () => this.#go(t));
    this.#list.append(make('li', {}, button));
  }
}
