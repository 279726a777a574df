// The status list, read with nothing but zlib and jose: the bit is off after issue, on after a revocation or suspension, off after a reinstatement.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { compactVerify, createRemoteJWKSet } from 'jose';
import { api, decodePart, issue, issuerDid, samples, serviceUrl, verify } from './lib.mjs';

const jwks = createRemoteJWKSet(new URL(`${serviceUrl}/institutions/${issuerDid.split(':').at(-1)}/jwks.json`));

/** Fetches and decodes a list as Bitstring Status List 1.0, section 3.2, says; answers the bit of the entry. */
async function bit(entry) {
  const response = await fetch(entry.statusListCredential, { headers: { accept: 'application/vc+jwt' } });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^application\/vc\+jwt/);
  const { payload, protectedHeader } = await compactVerify((await response.text()).trim(), jwks);
  const list = JSON.parse(new TextDecoder().decode(payload));
  assert.equal(protectedHeader.typ, 'vc+jwt');
  assert.equal(list.id, entry.statusListCredential);
  assert.ok(list.type.includes('VerifiableCredential') && list.type.includes('BitstringStatusListCredential'));
  assert.equal(list.issuer?.id ?? list.issuer, issuerDid);
  assert.equal(list.credentialSubject.type, 'BitstringStatusList');
  assert.equal(list.credentialSubject.statusPurpose, entry.statusPurpose);
  const { encodedList } = list.credentialSubject;
  assert.match(encodedList, /^u[\w-]+$/);
  const bytes = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
  assert.ok(bytes.length * 8 >= 131072, `${bytes.length * 8} entries`);
  const index = Number(entry.statusListIndex);
  assert.ok(index >= 0 && index < bytes.length * 8);
  // Index 0 is the left-most bit of the first byte.
  return (bytes[index >> 3] >> (7 - (index & 7))) & 1;
}

const request = samples()[0].request;
const issueWith = async (statusPurpose) => {
  const issued = await issue(request, { statusPurpose });
  const token = issued.formats['vc+jwt'];
  const entry = decodePart(token, 1).credentialStatus;
  assert.ok(!Array.isArray(entry), 'one entry (Open Badges 3.0)');
  assert.equal(entry.type, 'BitstringStatusListEntry');
  assert.equal(entry.statusPurpose, statusPurpose);
  assert.match(entry.statusListIndex, /^\d+$/);
  return { ...issued, token, entry };
};
const change = async (id, what, reason) => {
  const answer = await api(`/v1/credentials/${id}/${what}`, { method: 'POST', body: { reason } });
  assert.ok([200, 204].includes(answer.status), `${what}: ${answer.status} ${answer.text}`);
};

describe('status lists', () => {
  test('a revocation shows in the list, in /v1/verify and in the credential at once', async () => {
    const { id, token, entry } = await issueWith('revocation');
    assert.equal(await bit(entry), 0);
    await change(id, 'revoke', 'issued-in-error');
    assert.equal(await bit(entry), 1);
    const report = await verify(token);
    assert.equal(report.verdict, 'invalid');
    assert.equal(report.checks.signature.outcome, 'passed');
    assert.equal(report.checks.status.outcome, 'failed');
    assert.equal((await api(`/v1/credentials/${id}`)).json.status, 'revoked');
  });

  test('a suspension comes and goes', async () => {
    const { id, token, entry } = await issueWith('suspension');
    assert.equal(await bit(entry), 0);
    await change(id, 'suspend', 'other');
    assert.equal(await bit(entry), 1);
    assert.equal((await verify(token)).verdict, 'invalid');
    await change(id, 'reinstate', 'other');
    assert.equal(await bit(entry), 0);
    assert.equal((await verify(token)).verdict, 'valid');
  });

  test('revoking a credential that has a suspension entry sets that bit for good', async () => {
    const { id, entry } = await issueWith('suspension');
    await change(id, 'revoke', 'misconduct');
    assert.equal(await bit(entry), 1);
    const again = await api(`/v1/credentials/${id}/reinstate`, { method: 'POST', body: { reason: 'other' } });
    assert.equal(again.status, 409, again.text);
    assert.equal(await bit(entry), 1);
  });

  test('thirty credentials have thirty indexes, which do not follow one another', async () => {
    const entries = [];
    for (let i = 0; i < 30; i++) entries.push((await issueWith('revocation')).entry);
    const places = new Set(entries.map((e) => `${e.statusListCredential}#${e.statusListIndex}`));
    assert.equal(places.size, 30);
    const indexes = entries.map((e) => Number(e.statusListIndex));
    const neighbours = indexes.slice(1).filter((index, i) => Math.abs(index - indexes[i]) <= 1).length;
    assert.ok(neighbours <= 2, `${neighbours} of 29 are neighbours: the indexes count up`);
  });
});
