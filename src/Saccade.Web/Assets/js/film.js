import { make, percent, the } from './dom.js';
import { drawGlimpse } from './pictures.js';
import { glimpseColour } from './colours.js';

/** The glimpses of the model on the frame, one button each: what it saw, and what it then thought. */
export class Film {
  #list = the('film');
  #go;

  constructor(go) {
    this.#go = go;
  }

  load(trace, model) {
    const glimpses = trace?.boxes.length ?? 0;
    while (this.#list.children.length > glimpses) this.#list.lastChild.remove();
    while (this.#list.children.length < glimpses) this.#add(this.#list.children.length);
    for (let t = 0; t < glimpses; t++) {
      const button = this.#list.children[t].firstChild;
      const [canvas, caption] = button.children;
      const named = trace.named[t];
      button.style.setProperty('--glimpse', glimpseColour(t, glimpses));
      button.setAttribute('aria-label', `Glimpse ${t + 1}: ${named}, ${percent(trace.probabilities[t][named])}`);
      drawGlimpse(canvas, trace.retinas[t], model.patchSide, model.extents);
      caption.textContent = named;
    }
  }

  show(step) {
    [...this.#list.children].forEach((item, t) => {
      const button = item.firstChild;
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
