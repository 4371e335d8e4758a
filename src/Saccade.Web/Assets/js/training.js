import * as api from './api.js';
import { Chart } from './chart.js';
import { make, the } from './dom.js';

const interval = 2000;

/** The figures without those of loss terms that reach no network, such as the location of a net without attention. */
function ofItsTerms(figures) {
  const terms = Object.keys(figures).filter(name => name.startsWith('gradient_')).map(name => name.slice(name.lastIndexOf('_') + 1));
  const absent = terms.length === 0 ? [] : ['baseline', 'location'].filter(term => !terms.includes(term));
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !absent.some(term => name.includes(term))));
}

/** Follows the runs of the server; `onEpoch(run)` is called when a run has a new epoch. */
export class Training {
  #charts = [
    new Chart('Error', [['validation_error_percent', 'validation'], ['train_accuracy', 'training', v => 100 * (1 - v)]], '%'),
    new Chart('Loss', [['loss_action', 'action'], ['loss_baseline', 'baseline'], ['loss_location', 'location']]),
    new Chart('Attention', [['location_spread', 'spread of places'], ['baseline_error', 'baseline’s error']]),
  ];
  #timer = 0;
  #shown = null;
  #epochs = 0;

  constructor(onEpoch) {
    this.onEpoch = onEpoch;
    the('charts').append(...this.#charts.map(chart => chart.element));
    the('run').addEventListener('change', () => this.#follow());
    document.addEventListener('visibilitychange', () => this.#follow());
  }

  async start() {
    const runs = await api.runs();
    the('training').hidden = runs.length === 0;
    the('run').replaceChildren(...runs.map(run => make('option', { value: run.id, textContent: run.id })));
    await this.#follow();
  }

  async #follow() {
    clearTimeout(this.#timer);
    const id = the('run').value;
    if (!id || document.hidden) return;
    try {
      const run = await api.run(id);
      if (id !== the('run').value) return;
      this.#show(run);
    } catch (e) {
      if (!(e instanceof api.Refused)) throw e;
      the('run-title').textContent = e.message;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#follow(), interval);
  }

  #show(run) {
    const news = run.id === this.#shown && run.epochs !== this.#epochs;
    if (run.id === this.#shown && !news) return;
    [this.#shown, this.#epochs] = [run.id, run.epochs];
    the('run-title').textContent = run.title;
    the('progress').value = run.finished ? 1 : run.epochs / run.plannedEpochs;
    const minutes = `${Math.floor(run.seconds / 60)}:${Math.floor(run.seconds % 60).toString().padStart(2, '0')}`;
    the('facts').replaceChildren(...[
      ['Epoch', `${run.epochs} of ${run.plannedEpochs}${run.finished ? ', finished' : ''}`],
      ['Best validation error', run.bestErrorPercent === null ? '–' : `${run.bestErrorPercent.toFixed(2)}% (epoch ${run.bestEpoch})`],
      ['Images a second', run.imagesPerSecond === null ? '–' : Math.round(run.imagesPerSecond).toLocaleString('en')],
      ['Time', minutes],
    ].map(([name, value]) => make('div', {}, make('dt', { textContent: name }), make('dd', { textContent: value }))));
    const figures = ofItsTerms(run.figures);
    this.#charts.forEach(chart => chart.load(figures));
    if (news) this.onEpoch(run);
  }
}
