import * as api from './api.js';
import { make, percent, the } from './dom.js';
import { Film } from './film.js';
import { Frame } from './frame.js';
import { Panel } from './panel.js';
import { drawGray } from './pictures.js';
import { Player } from './player.js';
import { Stage } from './stage.js';
import { Training } from './training.js';

const samplesAtOnce = 20;

const notes = {
  mean: 'It goes where its policy points: the same drawing, the same path.',
  sample: 'Each place is drawn from the policy, as in training. Look again for another path.',
  random: 'Anywhere, whatever the policy says: what looking without a policy is worth.',
};

const models = await api.models();
const panels = new Map();
const traces = new Map();
let onFrame = models[0];
let seed = 0;
let digits = [];
let offset = 0;
let asking = false;
let next = null;

const frame = new Frame(onFrame.width, onFrame.height);
const player = new Player(show);
const film = new Film(step => go(step));
const stage = new Stage(frame, {
  started() {
    player.stop();
    show();
  },
  moved: () => ask({ settled: false }),
  ended: () => ask({ settled: true }),
  key(name) {
    if (name === ' ') player.toggle();
    else if (name === 'Delete' || name === 'Backspace') clear();
    else return false;
    return true;
  },
});

const selected = () => models.filter(model => panels.has(model.id));

// ---- looking ----

/** Asks all models to look at the frame as it is. One request at a time is under way; the newest wish waits, older ones are dropped. */
async function ask({ settled }) {
  next = { settled };
  if (asking) return;
  asking = true;
  await attempt(async () => {
    while (next) {
      const wish = next;
      next = null;
      await look(wish.settled);
    }
  });
  asking = false;
}

/** Does what needs the server; a refusal is shown on the page. */
async function attempt(work) {
  try {
    await work();
  } catch (e) {
    if (!(e instanceof api.Refused)) throw e;
    say(e.message, true);
  }
}

async function look(settled) {
  if (frame.empty && frame.clutter.length === 0) {
    forget();
    return;
  }
  const pixels = frame.pixels();
  const asked = selected();
  const answers = await Promise.all(asked.map(model => api.look({
    model: model.id,
    width: frame.width,
    height: frame.height,
    pixels: api.toBase64(pixels),
    glimpses: Number(the('glimpses').value),
    policy: document.querySelector('input[name=policy]:checked').value,
    seed,
  })));
  // A new stroke is under way: the answer is about a drawing that is no more.
  if (stage.drawing) return;
  traces.clear();
  asked.forEach((model, i) => {
    traces.set(model.id, answers[i]);
    panels.get(model.id)?.load(answers[i], pixels);
  });
  film.load(traces.get(onFrame.id), onFrame);
  player.load(answers[0].named.length, settled);
  if (settled) say(asked.map(verdict).join(' '));
}

function verdict(model) {
  const trace = traces.get(model.id);
  const named = trace.named.at(-1);
  return `${model.id} names it ${named}, ${percent(trace.probabilities.at(-1)[named])} sure after ${trace.named.length} ${trace.named.length === 1 ? 'glimpse' : 'glimpses'}.`;
}

function forget() {
  traces.clear();
  film.load(null);
  panels.forEach(panel => panel.load(null));
  player.load(0, false);
  say('The frame is empty.');
}

// ---- showing ----

function show(step = player.step, travelled = 1, playing = player.playing) {
  const trace = traces.get(onFrame.id);
  stage.show({ trace, step, travelled, eyes: the('eyes').checked, side: onFrame.patchSide });
  film.show(step);
  panels.forEach(panel => panel.show(step, travelled));
  the('play').classList.toggle('playing', playing);
  the('play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
  for (const [id, disabled] of [['play', !trace], ['back', !trace || step === 0], ['forward', !trace || step >= player.glimpses - 1]]) {
    the(id).setAttribute('aria-disabled', disabled);
  }
}

function go(step) {
  if (player.glimpses === 0) return;
  player.go(step);
  const trace = traces.get(onFrame.id);
  const named = trace.named[player.step];
  say(`Glimpse ${player.step + 1} of ${player.glimpses}: ${named}, ${percent(trace.probabilities[player.step][named])}.`);
}

function say(text, wrong = false) {
  the('status').textContent = text;
  the('status').classList.toggle('wrong', wrong);
}

// ---- models ----

function choose(ids) {
  for (const id of [...panels.keys()].filter(id => !ids.includes(id))) {
    panels.get(id).element.remove();
    panels.delete(id);
  }
  for (const model of models.filter(model => ids.includes(model.id) && !panels.has(model.id))) {
    panels.set(model.id, new Panel(model, () => put(model)));
  }
  the('panels').replaceChildren(...selected().map(model => panels.get(model.id).element));
  the('panels').classList.toggle('several', panels.size > 1);
  if (!panels.has(onFrame.id)) onFrame = selected()[0];
  panels.get(onFrame.id).radio.checked = true;
}

/** Shows a model's path on the large frame. */
function put(model) {
  onFrame = model;
  film.load(traces.get(model.id), model);
  show();
}

function setFrame(width, height) {
  frame.resize(width, height);
  the('size').value = `${width}×${height}`;
  stage.resize();
}

function fillModels() {
  the('models').hidden = models.length < 2;
  models.forEach((model, i) => {
    const box = make('input', { type: 'checkbox', name: 'model', value: model.id, checked: i === 0 });
    box.addEventListener('change', () => {
      const wanted = [...document.querySelectorAll('input[name=model]:checked')].map(input => input.value);
      if (wanted.length === 0) {
        box.checked = true;
        return;
      }
      choose(wanted);
      if (wanted.length === 1 && (frame.width !== onFrame.width || frame.height !== onFrame.height)) setFrame(onFrame.width, onFrame.height);
      ask({ settled: true });
    });
    the('models').append(make('label', { title: model.title }, box, make('span', { textContent: model.id })));
  });
  const sizes = new Map([...models.map(model => [model.width, model.height]), [60, 60], [100, 100]]
    .toSorted((a, b) => a[0] * a[1] - b[0] * b[1]).map(size => [size.join('×'), size]));
  the('size').append(...[...sizes.keys()].map(size => make('option', { value: size, textContent: size })));
  the('size').addEventListener('change', () => {
    setFrame(...sizes.get(the('size').value));
    ask({ settled: true });
  });
  const most = Math.max(16, ...models.map(model => model.glimpses));
  the('glimpses').max = most;
  the('glimpses').value = onFrame.glimpses;
  the('glimpses-value').textContent = onFrame.glimpses;
}

// ---- digits ----

async function fillSamples() {
  const answer = await api.samples(models[0].id, offset, samplesAtOnce);
  digits = answer.samples.map(sample => ({ ...sample, width: answer.width, height: answer.height, pixels: api.fromBase64(sample.pixels) }));
  the('samples-source').textContent = { mnist: 'of MNIST', drawn: 'drawn by code', idx: 'of the recipe' }[answer.source];
  offset = offset + samplesAtOnce < answer.total ? offset + samplesAtOnce : 0;
  the('samples').replaceChildren(...digits.map(digit => {
    const canvas = make('canvas', { 'aria-hidden': 'true' });
    drawGray(canvas, digit.pixels, digit.width, digit.height);
    const button = make('button', { type: 'button', 'aria-label': `Test digit ${digit.index + 1}, a ${digit.label}` }, canvas);
    button.addEventListener('click', () => {
      frame.pick(digit);
      stage.draw();
      ask({ settled: true });
    });
    return button;
  }));
}

function clear() {
  frame.clear();
  the('clutter').textContent = 0;
  ask({ settled: true });
}

function clutter(change) {
  if (change > 0 && digits.length > 0) frame.addClutter(digits, onFrame.clutterSide);
  else if (change < 0) frame.removeClutter();
  the('clutter').textContent = frame.clutter.length;
  stage.draw();
  ask({ settled: true });
}

// ---- controls ----

the('play').addEventListener('click', () => player.toggle());
the('back').addEventListener('click', () => go(player.step - 1));
the('forward').addEventListener('click', () => go(player.step + 1));
the('eyes').addEventListener('change', () => show());
the('speed').addEventListener('input', () => {
  const power = Number(the('speed').value);
  player.speed = 2 ** power;
  the('speed-value').textContent = { '-2': '×¼', '-1': '×½', 0: '×1', 1: '×2', 2: '×4' }[power];
});
the('glimpses').addEventListener('input', () => {
  the('glimpses-value').textContent = the('glimpses').value;
  ask({ settled: false });
});
the('glimpses').addEventListener('change', () => ask({ settled: true }));
for (const input of document.querySelectorAll('input[name=policy]')) {
  input.addEventListener('change', () => {
    the('policy-note').textContent = notes[input.value];
    ask({ settled: true });
  });
}
the('again').addEventListener('click', () => {
  seed++;
  ask({ settled: true });
});
the('clear').addEventListener('click', clear);
the('less-clutter').addEventListener('click', () => clutter(-1));
the('more-clutter').addEventListener('click', () => clutter(1));
the('more-samples').addEventListener('click', () => attempt(fillSamples));
for (const input of document.querySelectorAll('input[name=tool]')) {
  input.addEventListener('change', () => the('stage').classList.toggle('moving', stage.tool === 'move'));
}

// ---- start ----

the('policy-note').textContent = notes.mean;
fillModels();
choose([models[0].id]);
setFrame(onFrame.width, onFrame.height);
await fillSamples();
frame.pick(digits[0]);
for (let i = 0; i < onFrame.clutterPatches; i++) frame.addClutter(digits, onFrame.clutterSide);
the('clutter').textContent = frame.clutter.length;
await ask({ settled: true });
document.documentElement.dataset.ready = 'true';

const training = new Training(async () => {
  // A model whose training goes on has new weights: it looks at the same frame again.
  if (player.playing) return;
  await ask({ settled: false });
  await attempt(async () => {
    for (const model of await api.models()) panels.get(model.id)?.describe(model);
  });
});
await training.start();
