// Baked badges: ours are taken apart by other people's PNG readers, and theirs are read by our verifier.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import extract from 'png-chunks-extract';
import { issue, samples, serviceUrl } from './lib.mjs';

const itxt = createRequire(import.meta.url)('png-itxt');
const rsvg = spawnSync('rsvg-convert', ['--version']).error ? 'rsvg-convert is not here' : false;
const { request } = samples().find((s) => s.name.startsWith('sport-management-1'));

async function fetchBytes(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return Buffer.from(await answer.arrayBuffer());
}

async function verify(bytes, type) {
  const answer = await fetch(`${serviceUrl}/v1/verify`, { method: 'POST', headers: { 'content-type': type }, body: bytes });
  return { status: answer.status, ...(await answer.json()) };
}

/** A PNG as it leaves the stream of png-itxt. */
function through(png, stream) {
  return new Promise((done, failed) => {
    const parts = [];
    stream.on('data', (part) => parts.push(part)).on('end', () => done(Buffer.concat(parts))).on('error', failed);
    stream.end(png);
  });
}

/** All that png-itxt finds under a keyword. */
async function texts(png, keyword) {
  const found = [];
  await through(png, itxt.get(keyword, (fault, data) => { assert.ifError(fault); if (data) found.push(data); }));
  return found;
}

test('png-chunks-extract finds one iTXt chunk with the signed credential, and every CRC right', { skip: rsvg }, async () => {
  const issued = await issue(request);
  const chunks = extract(await fetchBytes(`${issued.links.page}/badge.png`));
  const found = chunks.filter((chunk) => chunk.name === 'iTXt');
  assert.equal(found.length, 1);
  const data = Buffer.from(found[0].data);
  assert.equal(data.subarray(0, 24).toString('latin1'), 'openbadgecredential\0\0\0\0\0');
  assert.deepEqual(JSON.parse(data.subarray(24).toString('utf8')), issued.formats.vc);
});

test('png-itxt reads what we wrote', { skip: rsvg }, async () => {
  const issued = await issue(request);
  const found = await texts(await fetchBytes(`${issued.links.page}/badge.png`), 'openbadgecredential');
  assert.deepEqual(found.map((text) => [text.type, text.compressed, text.language, JSON.parse(text.value)]), [['iTXt', false, '', issued.formats.vc]]);
});

test('a badge that png-itxt baked is checked by us, compressed or not', { skip: rsvg }, async () => {
  const issued = await issue(request);
  const picture = await fetchBytes(`${(await achievement(issued))}/image.png`);
  for (const compressed of [false, true]) {
    const baked = await through(picture, itxt.set({ keyword: 'openbadgecredential', value: issued.formats['vc+jwt'], compressed }, true));
    const report = await verify(baked, 'image/png');
    assert.equal(report.verdict, 'valid', JSON.stringify(report));
  }
});

test('a bomb in a text chunk is refused', async () => {
  const zlib = deflateSync(Buffer.alloc(64 * 1024 * 1024));
  const report = await verify(Buffer.concat([signature, chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    chunk('zTXt', Buffer.concat([Buffer.from('openbadges\0\0'), zlib])), chunk('IEND', Buffer.alloc(0))]), 'image/png');
  assert.equal(report.status, 400);
  assert.equal(report.errors[0].code, 'image-expands-too-far');
});

test('the baked SVG is still a picture, and is checked by us', { skip: rsvg }, async () => {
  const issued = await issue(request);
  const svg = await fetchBytes(`${issued.links.page}/badge.svg`);
  const drawn = spawnSync('rsvg-convert', ['--format=png'], { input: svg });
  assert.equal(drawn.status, 0, drawn.stderr.toString());
  assert.deepEqual([drawn.stdout.readUInt32BE(16), drawn.stdout.readUInt32BE(20)], [600, 600]);
  assert.equal((await verify(svg, 'image/svg+xml')).verdict, 'valid');
});

async function achievement(issued) {
  const answer = await fetch(`${serviceUrl}/credentials/${issued.id}`, { headers: { accept: 'application/json' } });
  return (await answer.json()).achievement;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of named) for (let bit = 0; bit < 8; bit++) crc = (crc ^ (byte >> bit)) & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(~crc >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
