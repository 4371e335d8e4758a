const contents = { digit: 'one digit', pair: 'two digits', sum: 'two digits', sequence: 'one to three digits in a row', picture: 'one picture' };
const sources = { mnist: 'digits of MNIST', drawn: 'digits drawn by code', idx: 'digits of its recipe', pictures: 'pictures of its test set' };

/** Where the digits to pick from come from. */
export const sourceName = source => sources[source];

/** In what the frame is not as a model was trained; empty where it is. */
export function offTask(model, frame, glimpses) {
  if (frame.empty) return '';
  const trained = [];
  if (model.content === 'picture') return glimpses === model.glimpses ? '' : `It was trained with ${model.glimpses} glimpses.`;
  if (frame.width !== model.width || frame.height !== model.height) trained.push(`${model.width}×${model.height} pixels`);
  if (frame.clutter.length !== model.clutterPatches) {
    trained.push(model.clutterPatches === 0 ? 'no clutter' : `${model.clutterPatches} patches of clutter`);
  } else if (frame.clutter.some(patch => patch.side !== model.clutterSide)) {
    trained.push(`clutter of ${model.clutterSide}×${model.clutterSide} pixels`);
  }
  if (frame.sample && contents[frame.sample.content] !== contents[model.content]) trained.push(contents[model.content]);
  if (frame.sample && frame.sample.source !== model.digits) trained.push(sourceName(model.digits));
  if (glimpses !== model.glimpses) trained.push(`${model.glimpses} glimpses`);
  return trained.length === 0 ? '' : `Not its task: it was trained with ${trained.join(', ')}.`;
}

/** What the policy does, in a sentence. */
export function policyNote(policy, models) {
  if (policy === 'random' || models.every(model => model.randomGlimpses)) {
    return 'Anywhere, whatever the policy says: what looking without a policy is worth.';
  }
  if (policy === 'sample') return 'Each place is drawn from the policy, as in training. Look again for another path.';
  return models.some(model => model.firstLocation === 'uniform' || model.randomGlimpses)
    ? 'It goes where its policy points. The first glimpse is at a random place: look again for another path.'
    : 'It goes where its policy points: the same drawing, the same path.';
}

/** The answer after a glimpse; of a sequence the labels read so far. */
export function answerText(model, trace, step) {
  if (model.labels === 1) return model.classNames[trace.named[step]];
  const done = step === trace.named.length - 1 ? model.labels : trace.slots[step + 1];
  return trace.read.slice(0, done).map(label => model.classNames[label]).join(' ') || '–';
}

/** Which label of a sequence a glimpse serves; empty where a rollout has one answer. */
export function slotNote(model, trace, step) {
  if (model.labels === 1) return '';
  return trace.slots[step] > trace.read.length ? 'after the end' : `label ${trace.slots[step] + 1} of ${model.labels}`;
}

/** Whether the answer after a glimpse is right; null where that is unknown: of a sequence before its last glimpse. */
export function isRight(model, trace, step) {
  if (model.labels > 1) return trace.label && step === trace.named.length - 1 ? answerText(model, trace, step) === trace.label : null;
  return model.classNames.includes(trace.label) ? answerText(model, trace, step) === trace.label : null;
}
