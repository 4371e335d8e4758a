import { make, percent } from './dom.js';
import { drawPixels, drawPath } from './pictures.js';
import { glimpseColour } from './colours.js';
import { answerText, isRight, slotNote } from './task.js';

/** What one model sees and thinks at a glimpse. */
export class Panel {
  #model;
  #trace = null;
  #digit = make('span', { className: 'digit' });
  #sure = make('strong');
  #when = make('span', { className: 'note' });
  #truth = make('span', { className: 'truth' });
  #task = make('p', { className: 'task' });
  #eyes;
  #rows;
  #meter = make('meter', { min: 0, max: 1, value: 0 });
  #expected = make('span', { className: 'value' });
  #mini = make('canvas', { className: 'mini-picture' });
  #miniPath = make('canvas', { className: 'mini-path' });

  /** `choose` is called when this model should be the one shown on the frame. */
  constructor(model, choose) {
    this.#model = model;
    this.#eyes = model.extents.map(() => make('canvas', { width: model.patchSide, height: model.patchSide, 'aria-hidden': 'true' }));
    this.#rows = model.classNames.map((name, number) => new Row(name, number));
    this.radio = make('input', { type: 'radio', name: 'on-frame', value: model.id });
    this.radio.addEventListener('change', choose);
    this.#meter.setAttribute('aria-label', 'Reward expected');
    const mini = make('div', { className: 'mini', 'aria-hidden': 'true' }, this.#mini, this.#miniPath);
    mini.style.aspectRatio = '1';
    this.element = make('article', { className: 'card panel', 'aria-label': model.id },
      make('header', {},
        make('h3', { textContent: model.id }),
        make('label', { className: 'on-frame' }, this.radio, make('span', { textContent: 'on the frame' })),
        this.facts = make('p', { className: 'note' }),
        this.#task),
      make('div', { className: 'thought' },
        make('div', { className: 'verdict' }, this.#digit, make('div', {}, this.#sure, this.#when, this.#truth)),
        mini,
        make('div', { className: 'eyes' },
          ...this.#eyes.map((canvas, k) => make('figure', {}, canvas, make('figcaption', { textContent: `${model.extents[k]} px` }))))),
      make('ul', { className: 'chances', 'aria-label': 'Probability of each class' }, ...this.#rows.map(row => row.element)),
      make('label', { className: 'expects' }, make('span', { textContent: 'Expects to be right' }), this.#meter, this.#expected));
    const longest = Math.max(...model.classNames.map(name => name.length));
    this.element.style.setProperty('--name-width', `${Math.min(longest, 14) + 1}ch`);
    this.#digit.classList.toggle('word', longest > 2);
    this.describe(model);
  }

  describe(model) {
    const facts = [`${model.width}×${model.height} pixels`, `${model.extents.length} × ${model.patchSide}×${model.patchSide}`];
    if (model.validationErrorPercent !== null) facts.push(`${model.validationErrorPercent.toFixed(1)}% validation error`);
    if (model.epoch !== null) facts.push(`epoch ${model.epoch}`);
    this.facts.textContent = facts.join(' · ');
    this.facts.title = model.title;
  }

  /** Loads a trace; `task` says in what the frame is not as the model was trained. */
  load(trace, pixels, task = '') {
    this.#trace = trace;
    this.#task.textContent = task;
    this.element.classList.toggle('idle', !trace);
    if (!trace) {
      this.#digit.textContent = '–';
      this.#sure.textContent = this.#when.textContent = this.#truth.textContent = this.#expected.textContent = '';
      this.#meter.value = 0;
      this.#eyes.forEach(canvas => drawPixels(canvas, new Uint8Array(canvas.width * canvas.height), canvas.width, canvas.height));
      drawPixels(this.#mini, [0], 1, 1);
      drawPath(this.#miniPath, null);
      this.#rows.forEach(row => row.clear());
      return;
    }
    this.#mini.parentElement.style.aspectRatio = `${trace.width} / ${trace.height}`;
    drawPixels(this.#mini, pixels, trace.width, trace.height);
    this.#rows.forEach(row => row.load(trace));
  }

  show(step, travelled) {
    const trace = this.#trace;
    if (!trace) return;
    const glimpses = trace.named.length;
    if (step >= glimpses) [step, travelled] = [glimpses - 1, 1];
    const named = trace.named[step];
    this.element.style.setProperty('--glimpse', glimpseColour(step, glimpses));
    this.#digit.textContent = this.#model.classNames[named];
    this.#sure.textContent = percent(trace.probabilities[step][named]);
    const slot = slotNote(this.#model, trace, step);
    this.#when.textContent = `glimpse ${step + 1} of ${glimpses}${slot && `, ${slot}, read ${answerText(this.#model, trace, step)}`}`;
    const right = isRight(this.#model, trace, step);
    this.#truth.textContent = right === null ? '' : right ? '✓ right' : `✗ wrong: it is ${trace.label}`;
    this.#truth.classList.toggle('wrong', right === false);
    this.#eyes.forEach((canvas, k) => drawPixels(canvas, trace.retinas[step][k], this.#model.patchSide, this.#model.patchSide, 1));
    this.#rows.forEach(row => row.show(step, named));
    this.#meter.value = trace.baselines[step];
    this.#expected.textContent = percent(Math.min(1, Math.max(0, trace.baselines[step])));
    drawPath(this.#miniPath, trace, step, travelled, { numbers: false });
  }
}

/** One class: its probability now, and at every glimpse before. */
class Row {
  #number;
  #probabilities = [];
  #cells = make('span', { className: 'cells', 'aria-hidden': 'true' });
  #bar = make('span', { className: 'bar' });
  #percent = make('span', { className: 'percent' });

  constructor(name, number) {
    this.#number = number;
    this.element = make('li', {},
      make('span', { className: 'name', textContent: name, title: name }), this.#cells,
      make('span', { className: 'track', 'aria-hidden': 'true' }, this.#bar), this.#percent);
  }

  load(trace) {
    this.#probabilities = trace.probabilities.map(p => p[this.#number]);
    this.#cells.replaceChildren(...this.#probabilities.map(p => {
      const cell = make('i');
      // Square root: what is unlikely but considered shows, too.
      cell.style.setProperty('--p', Math.sqrt(p).toFixed(3));
      return cell;
    }));
  }

  clear() {
    this.#cells.replaceChildren();
    this.#bar.style.transform = 'scaleX(0)';
    this.#percent.textContent = '';
    this.element.classList.remove('named');
  }

  show(step, named) {
    const p = this.#probabilities[step];
    this.element.classList.toggle('named', this.#number === named);
    this.#bar.style.transform = `scaleX(${p})`;
    this.#percent.textContent = percent(p);
    [...this.#cells.children].forEach((cell, t) => {
      cell.classList.toggle('ahead', t > step);
      cell.classList.toggle('now', t === step);
    });
  }
}
