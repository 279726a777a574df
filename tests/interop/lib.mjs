// What the interop tests share: where the service is, its key, the samples, a DID resolver mapped to loopback.
// The service is started by run.mjs (or by hand: ISSUER_URL and ISSUER_DEVELOPMENT, the path of its development.json).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resolver } from 'did-resolver';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolvePath(here, '..', '..');

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start the tests with run.mjs, or see the head of lib.mjs`);
  return value;
}

export const serviceUrl = required('ISSUER_URL').replace(/\/$/, '');
export const development = JSON.parse(readFileSync(required('ISSUER_DEVELOPMENT'), 'utf8'));
export const issuerDid = development.institution.did;

/** A file of ../shared, or null on a machine without it: the caller skips and says which set. */
export function shared(...parts) {
  const file = join(root, '..', 'shared', ...parts);
  return existsSync(file) ? file : null;
}

export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The request files of samples/: `[{ name, request }]`. Files that are not requests (no learner) are left out. */
export function samples() {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !['bin', 'obj'].includes(entry.name)) walk(path);
      else if (entry.name.endsWith('.json')) {
        const request = readJson(path);
        if (request.learner && request.title) found.push({ name: path.slice(join(root, 'samples').length + 1), request });
      }
    }
  };
  walk(join(root, 'samples'));
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

export async function api(path, { method = 'GET', body, headers = {}, anonymous = false } = {}) {
  const response = await fetch(serviceUrl + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(anonymous ? {} : { authorization: `Bearer ${development.apiKey}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  let json;
  try { json = JSON.parse(text); } catch { json = undefined; }
  return { status: response.status, headers: response.headers, text, json };
}

export async function issue(request, options = {}, headers = {}) {
  const answer = await api('/v1/credentials', {
    method: 'POST',
    headers,
    body: { ...request, options: { ...request.options, ...options } },
  });
  assert.equal(answer.status, 201, `issue answered ${answer.status}: ${answer.text}`);
  assert.match(answer.json.formats['vc+jwt'], /^[\w-]+\.[\w-]+\.[\w-]+$/);
  return answer.json;
}

/** Our own verifier's report over HTTP. */
export async function verify(credential, options) {
  const answer = await api('/v1/verify', { method: 'POST', anonymous: true, body: { credential, ...(options ? { options } : {}) } });
  return { ...answer, verdict: answer.json?.verdict, checks: Object.fromEntries((answer.json?.checks ?? []).map((c) => [c.check, c])) };
}

export const decodePart = (token, index) => JSON.parse(Buffer.from(token.split('.')[index], 'base64url').toString('utf8'));

/** did:web as its specification maps it, but http for localhost: `did:web:localhost%3A5080:institutions:x`. */
export function didWebUrl(did) {
  const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  const scheme = host === 'localhost' || host.startsWith('localhost:') ? 'http' : 'https';
  return `${scheme}://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`;
}

export async function fetchDidDocument(did) {
  const response = await fetch(didWebUrl(did), { redirect: 'error' });
  assert.equal(response.status, 200, `${didWebUrl(did)} answered ${response.status}`);
  return response.json();
}

/** A resolver for did-jwt-vc. One fetch a DID: the thousands of altered tokens are not about the network. */
export function loopbackResolver() {
  const documents = new Map();
  return new Resolver({
    web: async (did) => {
      if (!documents.has(did)) documents.set(did, await fetchDidDocument(did));
      return { didResolutionMetadata: { contentType: 'application/did+json' }, didDocument: documents.get(did), didDocumentMetadata: {} };
    },
  });
}

/** Every character of base64url with its highest bit flipped: never the same text, and never only the unused bits of a last character. */
export function alterCharacter(token, position) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const index = alphabet.indexOf(token[position]);
  const other = index < 0 ? 'A' : alphabet[index ^ 32];
  return token.slice(0, position) + other + token.slice(position + 1);
}

/** Runs `work(item)` for every item, `width` at a time. */
export async function each(items, width, work) {
  const queue = [...items];
  await Promise.all(Array.from({ length: width }, async () => {
    while (queue.length) await work(queue.shift());
  }));
}

export const uuid = () => {
  const b = randomBytes(16);
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  return b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
