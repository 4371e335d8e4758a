// The JSON interface behind the page; /openapi.json describes it.

/** A request that was refused, with the server's reason. */
export class Refused extends Error {}

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Refused('The server does not answer. Is it still running?');
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(body?.detail ?? `The server answered ${response.status}.`);
  return body;
}

export const models = async () => (await answer('/api/models')).models;

export const samples = (model, offset, count) =>
  answer(`/api/samples?model=${encodeURIComponent(model)}&offset=${offset}&count=${count}`);

export const runs = async () => (await answer('/api/runs')).runs;

/** The browser asks with the version it has, so an unchanged run costs no body. */
export const run = id => answer(`/api/runs/${encodeURIComponent(id)}`, { cache: 'no-cache' });

export const look = request => answer('/api/look', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(request),
});

export function toBase64(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text);
}

export const fromBase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
