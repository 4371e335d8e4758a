import * as api from './api.js';
import { make, percent, the } from './dom.js';
import { Film } from './film.js';
import { Frame } from './frame.js';
import { History } from './history.js';
import { Panel } from './panel.js';
import { drawPixels } from './pictures.js';
import { isOnLightGround, readPhotograph } from './photograph.js';
import { Player } from './player.js';
import { Stage } from './stage.js';
import { answerText, isRight, offTask, policyNote, slotNote, sourceName } from './task.js';
import { Training } from './training.js';

const samplesAtOnce = 20;
const mostClutter = 16;
const drawHint = the('hint').textContent;

const models = await api.models().catch(e => {
  say(e.message, true);
  appear();
  throw e;
});
const panels = new Map();
const traces = new Map();
/** The model whose path is on the frame. */
let onFrame = models[0];
/** The model whose task is on the frame: its size, glimpses, clutter and digits. */
let host = null;
let seed = 0;
let digits = [];
let offset = 0;
let total = 0;
let asking = false;
let next = null;

const frame = new Frame(onFrame.width, onFrame.height);
const history = new History(frame, () => the('undo').setAttribute('aria-disabled', history.empty));
const player = new Player(show);
const film = new Film(step => go(step));
const stage = new Stage(frame, {
  started(tool) {
    if (tool === 'draw' || !frame.empty) history.keep();
    player.stop();
    if (tool === 'draw') forget('It looks when you lift the pen.');
    else show();
  },
  moved: () => ask({ settled: false }),
  ended() {
    describeScan();
    ask({ settled: true });
  },
  key(name) {
    if (name === ' ') player.toggle();
    else if (name === 'Delete' || name === 'Backspace') clear();
    else return false;
    return true;
  },
});

const showsPictures = () => host?.content === 'picture';
/** Models that can look at the same frame. */
const kind = model => `${model.content === 'picture'} ${model.channels}`;
const selected = () => models.filter(model => panels.has(model.id));
const glimpses = () => Number(the('glimpses').value);
const policy = () => document.querySelector('input[name=policy]:checked').value;

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
    forget(showsPictures() ? 'Drop a photograph on the frame, or pick a picture.' : 'The frame is empty.');
    return;
  }
  const pixels = frame.pixels();
  const asked = selected();
  const tasks = asked.map(model => offTask(model, frame, glimpses()));
  const answers = await Promise.all(asked.map(model => api.look({
    model: model.id,
    width: frame.width,
    height: frame.height,
    pixels: api.toBase64(pixels),
    glimpses: glimpses(),
    policy: policy(),
    seed,
  })));
  // A new stroke is under way: the answer is about a drawing that is no more.
  if (stage.drawing) return;
  traces.clear();
  asked.forEach((model, i) => {
    const label = frame.sample?.content === model.content ? frame.sample.name : undefined;
    traces.set(model.id, { ...answers[i], label });
    panels.get(model.id)?.load(traces.get(model.id), pixels, tasks[i]);
  });
  film.load(traces.get(onFrame.id), onFrame, glimpses());
  player.load(Math.max(...answers.map(answer => answer.named.length)), settled);
}

function verdict(model) {
  const trace = traces.get(model.id);
  const named = trace.named.at(-1);
  const count = trace.named.length;
  const right = isRight(model, trace, count - 1);
  const truth = right === null ? '' : right ? ': right' : `: wrong, it is ${trace.label}`;
  if (model.labels > 1) return `${model.id} reads ${answerText(model, trace, count - 1)} in ${count} glimpses${truth}.`;
  return `${model.id} names it ${model.classNames[named]}, ${percent(trace.probabilities.at(-1)[named])} sure after `
    + `${count} ${count === 1 ? 'glimpse' : 'glimpses'}${truth}.`;
}

/** Nothing has been looked at, for a reason. */
function forget(reason) {
  traces.clear();
  film.load(null, onFrame, glimpses());
  panels.forEach(panel => panel.load(null));
  player.load(0, false);
  say(reason);
}

// ---- showing ----

function show(step = player.step, travelled = 1, playing = player.playing) {
  const trace = traces.get(onFrame.id);
  // A rollout that has ended waits for those of other models.
  const own = trace ? Math.min(step, trace.named.length - 1) : step;
  stage.show({ trace, step: own, travelled: own < step ? 1 : travelled, eyes: the('eyes').checked, side: onFrame.patchSide });
  film.show(own);
  panels.forEach(panel => panel.show(step, travelled));
  the('play').classList.toggle('playing', playing);
  the('play').setAttribute('aria-label', playing ? 'Pause' : 'Play');
  for (const [id, disabled] of [['play', !trace], ['back', !trace || step === 0], ['forward', !trace || step >= player.glimpses - 1]]) {
    the(id).setAttribute('aria-disabled', disabled);
  }
  if (trace) report(trace, step, playing);
}

/** Says what is shown, and the outcome only at the end. */
function report(trace, step, playing) {
  const count = trace.named.length;
  if (step === player.glimpses - 1 && !playing) {
    say([...traces.keys()].map(id => verdict(models.find(model => model.id === id))).join(' '));
  } else {
    step = Math.min(step, count - 1);
    const named = trace.named[step];
    const slot = slotNote(onFrame, trace, step);
    say(`Glimpse ${step + 1} of ${count}${slot && `, ${slot}`}: ${onFrame.classNames[named]}, ${percent(trace.probabilities[step][named])}.`);
  }
}

function go(step) {
  if (player.glimpses > 0) player.go(step);
}

function say(text, wrong = false) {
  if (the('status').textContent !== text) the('status').textContent = text;
  the('status').classList.toggle('wrong', wrong);
}

/** The page is laid out before it is seen: nothing jumps. */
function appear() {
  document.documentElement.dataset.ready = 'true';
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
  describePolicy();
}

/** Shows a model's path on the large frame. */
function put(model) {
  onFrame = model;
  film.load(traces.get(model.id), model, glimpses());
  show();
}

/** Takes the task of a model: its size, glimpses, digits and clutter. What is drawn stays. */
async function bring(model) {
  if (model === host) return;
  host = model;
  player.stop();
  const answer = await api.samples(model.id, 0, samplesAtOnce);
  if (model !== host) return;
  document.documentElement.dataset.content = model.content;
  stage.fixed = showsPictures();
  the('hint').textContent = showsPictures() ? 'Drop a photograph here' : drawHint;
  the('samples-title').textContent = showsPictures() ? 'Test pictures' : 'Test digits';
  const changesKind = (frame.sample?.content === 'picture') !== showsPictures();
  if (changesKind) frame.clear();
  if (!showsPictures()) setFrame(model.width, model.height);
  the('glimpses').min = the('glimpses').step = model.labels;
  setGlimpses(model.glimpses);
  showSamples(answer);
  const own = sample => sample.source === answer.source && sample.content === model.content;
  if (changesKind || showsPictures()) pick(digits[0]);
  else if (frame.sample && !own(frame.sample)) frame.pick(digits.find(digit => digit.name === frame.sample.name) ?? digits[0]);
  describeScan();
  frame.clutter = [];
  while (frame.clutter.length < model.clutterPatches) frame.addClutter(digits, model.clutterSide);
  countClutter();
  history.clear();
}

function setFrame(width, height) {
  frame.resize(width, height);
  the('size').value = `${width}×${height}`;
  stage.resize();
}

function setGlimpses(count) {
  the('glimpses').value = count;
  the('glimpses-value').textContent = count;
}

/** Offers models to choose from, with their sizes of frames and numbers of glimpses. */
function offer(added) {
  for (const model of added) {
    const box = make('input', { type: 'checkbox', name: 'model', value: model.id, checked: panels.has(model.id) });
    box.addEventListener('change', () => attempt(async () => {
      const wanted = [...document.querySelectorAll('input[name=model]:checked')].map(input => input.value);
      if (wanted.length === 0) {
        box.checked = true;
        return;
      }
      if (box.checked && kind(model) !== kind(host)) {
        // The others cannot look at what this one looks at.
        document.querySelectorAll('input[name=model]:checked').forEach(other => { other.checked = other === box; });
        wanted.splice(0, wanted.length, model.id);
      }
      choose(wanted);
      if (wanted.length === 1) await bring(selected()[0]);
      ask({ settled: true });
    }));
    the('models').append(make('label', { title: model.title }, box, make('span', { textContent: model.id })));
  }
  the('models').hidden = models.length < 2;
  const sizes = new Set([...models.map(model => [model.width, model.height]), [60, 60], [100, 100]]
    .toSorted((a, b) => a[0] * a[1] - b[0] * b[1]).map(size => size.join('×')));
  the('size').replaceChildren(...[...sizes].map(size => make('option', { value: size, textContent: size })));
  the('size').value = `${frame.width}×${frame.height}`;
  the('glimpses').max = Math.max(16, ...models.map(model => model.glimpses));
}

/** Asks for the models as they are now: a training makes new weights, and a run has a model from its first epoch on. */
async function renew() {
  const now = await api.models();
  const added = now.filter(model => models.every(known => known.id !== model.id));
  models.push(...added);
  if (added.length > 0) offer(added);
  for (const model of now) panels.get(model.id)?.describe(model);
}

// ---- digits ----

/** Puts a digit on the frame, or a picture or photograph that then is the frame; nothing if there is none. */
function pick(sample) {
  if (!sample) return;
  if (sample.content !== 'picture' && sample.source !== 'photograph') {
    frame.pick(sample);
    return;
  }
  frame.put(sample);
  stage.resize();
}

async function openPhotograph(file) {
  const model = host;
  if (!file) return;
  let picture;
  try {
    picture = await readPhotograph(file, model);
  } catch {
    say(`${file.name} is no picture that this browser can read.`, true);
    return;
  }
  if (model === host) change(() => pick({ ...picture, content: model.content, source: 'photograph' }));
}

function showSamples(answer) {
  offset = answer.samples[0]?.index ?? 0;
  total = answer.total;
  digits = answer.samples.map(sample => ({
    ...sample,
    content: host.content,
    source: answer.source,
    pixels: api.fromBase64(sample.pixels),
  }));
  the('samples-source').textContent = total > 0 ? sourceName(answer.source) : 'none: its pictures are not here';
  the('more-samples').hidden = total === 0;
  the('samples').replaceChildren(...digits.map(digit => {
    const canvas = make('canvas', { 'aria-hidden': 'true' });
    drawPixels(canvas, digit.pixels, digit.width, digit.height);
    const button = make('button', {
      type: 'button', 'aria-label': `Test ${digit.content === 'digit' ? 'digit' : 'image'} ${digit.index + 1}, ${digit.name}`,
    }, canvas);
    button.addEventListener('click', () => change(() => pick(digit)));
    return button;
  }));
}

async function moreSamples() {
  const model = host;
  const answer = await api.samples(model.id, offset + samplesAtOnce < total ? offset + samplesAtOnce : 0, samplesAtOnce);
  if (model === host) showSamples(answer);
}

/** Changes the frame, so that it can be undone, and looks at it. */
function change(work) {
  history.keep();
  work();
  changed();
}

function changed() {
  countClutter();
  describeScan();
  stage.draw();
  ask({ settled: true });
}

function clear() {
  change(() => frame.clear());
}

function undo() {
  if (history.empty) return;
  history.undo();
  setFrame(frame.width, frame.height);
  changed();
}

/** Says of a photograph whether a model of digits, light on black, can read it. */
function describeScan() {
  the('scan').hidden = showsPictures() || frame.sample?.source !== 'photograph';
  if (the('scan').hidden) return;
  the('scan-note').textContent = isOnLightGround(frame.sample)
    ? 'Dark ink on a light ground; the models know light ink on black.'
    : 'The models know light ink on black.';
}

function countClutter() {
  the('clutter').textContent = frame.clutter.length;
  the('less-clutter').setAttribute('aria-disabled', frame.clutter.length === 0);
  the('more-clutter').setAttribute('aria-disabled', frame.clutter.length >= mostClutter);
}

function addClutter() {
  if (digits.length > 0 && frame.clutter.length < mostClutter) change(() => frame.addClutter(digits, host.clutterSide));
}

function removeClutter() {
  if (frame.clutter.length > 0) change(() => frame.removeClutter());
}

// ---- controls ----

function describePolicy() {
  the('policy-note').textContent = policyNote(policy(), selected());
}

the('size').addEventListener('change', () => {
  history.keep();
  setFrame(...the('size').value.split('×').map(Number));
  ask({ settled: true });
});
the('run').addEventListener('change', () => attempt(renew));
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
  setGlimpses(glimpses());
  ask({ settled: false });
});
the('glimpses').addEventListener('change', () => ask({ settled: true }));
for (const input of document.querySelectorAll('input[name=policy]')) {
  input.addEventListener('change', () => {
    describePolicy();
    ask({ settled: true });
  });
}
the('again').addEventListener('click', () => {
  seed++;
  ask({ settled: true });
});
the('photograph').addEventListener('change', async event => {
  await openPhotograph(event.target.files[0]);
  // The same file may be opened again.
  event.target.value = '';
});
the('stage').addEventListener('dragover', event => event.preventDefault());
the('stage').addEventListener('drop', event => {
  event.preventDefault();
  openPhotograph(event.dataTransfer.files[0]);
});
the('invert').addEventListener('click', () => change(() => frame.invert()));
the('undo').addEventListener('click', undo);
the('clear').addEventListener('click', clear);
the('less-clutter').addEventListener('click', removeClutter);
the('more-clutter').addEventListener('click', addClutter);
the('more-samples').addEventListener('click', () => attempt(moreSamples));
for (const input of document.querySelectorAll('input[name=tool]')) {
  input.addEventListener('change', () => the('stage').classList.toggle('moving', stage.tool === 'move'));
}
document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') {
    event.preventDefault();
    undo();
  }
});

// ---- start ----

const training = new Training(async () => {
  // A model whose training continues has new weights: it looks at the same frame again.
  if (!player.playing) await ask({ settled: false });
  await attempt(renew);
});
await attempt(async () => {
  choose([models[0].id]);
  offer(models);
  await bring(models[0]);
  pick(digits[0]);
  await training.start();
  await ask({ settled: true });
});
appear();
