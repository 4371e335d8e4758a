const ns = 'http://www.w3.org/2000/svg';
const [width, height] = [420, 220];
const margin = { left: 40, right: 12, top: 12, bottom: 40 };

function svg(tag, attributes = {}, text) {
  const element = document.createElementNS(ns, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Round numbers between two bounds, about `count` of them. */
function ticks(least, most, count) {
  const rough = (most - least) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(m => m * power >= rough) * power;
  const values = [];
  for (let v = Math.ceil(least / step) * step; v <= most + step / 1e6; v += step) values.push(Math.abs(v) < step / 1e6 ? 0 : v);
  return values;
}

const short = value => Number(value.toPrecision(3)).toString();

/** Curves over the epochs, with the epoch and its values where the pointer is, else of the last epoch. */
export class Chart {
  #series;
  #unit;
  #values = [];
  #epochs = [];
  #legend = document.createElement('p');
  #svg = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' });

  /** `series`: columns with their names, `[[column, name], …]`, up to four. */
  constructor(title, series, unit = '') {
    this.#series = series;
    this.#unit = unit;
    this.element = document.createElement('figure');
    const heading = document.createElement('figcaption');
    heading.textContent = title;
    this.#legend.className = 'legend';
    this.#svg.setAttribute('aria-label', title);
    this.element.append(heading, this.#legend, this.#svg);
    this.#svg.addEventListener('pointermove', event => this.#read(event));
    this.#svg.addEventListener('pointerleave', () => this.#legendAt(this.#epochs.length - 1));
  }

  load(figures) {
    this.#epochs = figures.epoch ?? [];
    this.#values = this.#series.map(([column, , change = v => v]) => (figures[column] ?? []).map(v => v === null ? null : change(v)));
    const all = this.#values.flat().filter(v => v !== null);
    this.element.hidden = all.length === 0 && this.#epochs.length > 0;
    this.#svg.replaceChildren();
    this.#legendAt(this.#epochs.length - 1);
    if (all.length === 0) {
      this.#svg.append(svg('text', { x: width / 2, y: height / 2, class: 'empty' }, 'The first epoch is under way'));
      return;
    }
    let [least, most] = [Math.min(0, ...all), Math.max(...all)];
    if (least === most) most = least + 1;
    const first = this.#epochs[0];
    const last = Math.max(this.#epochs.at(-1), first + 1);
    this.x = epoch => margin.left + (epoch - first) / (last - first) * (width - margin.left - margin.right);
    const y = v => height - margin.bottom - (v - least) / (most - least) * (height - margin.top - margin.bottom);
    for (const v of ticks(least, most, 4)) {
      this.#svg.append(svg('line', { x1: margin.left, x2: width - margin.right, y1: y(v), y2: y(v), class: v === 0 ? 'axis' : 'grid' }));
      this.#svg.append(svg('text', { x: margin.left - 6, y: y(v), class: 'tick left' }, short(v) + this.#unit));
    }
    for (const epoch of ticks(first, last, 6).filter(Number.isInteger)) {
      this.#svg.append(svg('text', { x: this.x(epoch), y: height - 24, class: 'tick' }, epoch));
    }
    this.#svg.append(svg('text', { x: (margin.left + width - margin.right) / 2, y: height - 6, class: 'tick' }, 'epoch'));
    this.#values.forEach((values, i) => {
      const points = values.flatMap((v, n) => v === null ? [] : [`${this.x(this.#epochs[n]).toFixed(1)},${y(v).toFixed(1)}`]);
      this.#svg.append(svg('polyline', { points: points.join(' '), class: `curve s${i}` }));
      if (values.at(-1) !== null && values.length > 0) {
        this.#svg.append(svg('circle', { cx: this.x(this.#epochs.at(-1)), cy: y(values.at(-1)), r: 3, class: `end s${i}` }));
      }
    });
    this.cross = svg('line', { y1: margin.top, y2: height - margin.bottom, class: 'cross', visibility: 'hidden' });
    this.#svg.append(this.cross);
  }

  #read(event) {
    if (this.#epochs.length === 0) return;
    const box = this.#svg.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * width;
    const nearest = this.#epochs.reduce((best, epoch, n) =>
      Math.abs(this.x(epoch) - at) < Math.abs(this.x(this.#epochs[best]) - at) ? n : best, 0);
    this.cross.setAttribute('x1', this.x(this.#epochs[nearest]));
    this.cross.setAttribute('x2', this.x(this.#epochs[nearest]));
    this.cross.setAttribute('visibility', 'visible');
    this.#legendAt(nearest);
  }

  #legendAt(n) {
    this.cross?.setAttribute('visibility', n === this.#epochs.length - 1 ? 'hidden' : 'visible');
    const epoch = this.#epochs[n];
    const place = document.createElement('span');
    place.className = 'place';
    place.textContent = epoch === undefined ? '' : `Epoch ${epoch}`;
    this.#legend.replaceChildren(place, ...this.#series.flatMap(([, name], i) => {
      if (this.#epochs.length > 0 && this.#values[i].length === 0) return [];
      const entry = document.createElement('span');
      const value = this.#values[i]?.[n];
      entry.className = `s${i}`;
      entry.textContent = value === undefined || value === null ? name : `${name} ${short(value)}${this.#unit}`;
      return entry;
    }));
  }
}
