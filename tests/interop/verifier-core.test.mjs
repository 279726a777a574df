// The Digital Credentials Consortium's verifier (VerifierPlus and the Learner Credential Wallet stand on it): our badges in theirs, theirs in ours.
// It resolves did:web over https and fetches schemas and lists by itself; its fetches are mapped to the service on loopback or refused.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, issue, readJson, samples, serviceUrl, shared, uuid, verify } from './lib.mjs';

const SCHEMA = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';
const schemaFile = shared('data', 'ob3', 'ob_v3p0_achievementcredential_schema.json');
const realFetch = globalThis.fetch;
const refused = [];
globalThis.fetch = async (input, init) => {
  const address = typeof input === 'string' ? input : input.url ?? String(input);
  // did:web of localhost is over http in Development alone.
  const local = address.replace(/^https:\/\/localhost:/, 'http://localhost:');
  if (local.startsWith(`${serviceUrl}/`)) return realFetch(local, init);
  if (address === SCHEMA && schemaFile) return Response.json(readJson(schemaFile));
  refused.push(address);
  throw new TypeError(`fetch failed: ${address}`);
};
// After the mapping, since the libraries may keep the function they find.
const { verifyCredential } = await import('@digitalcredentials/verifier-core');
const { DataIntegrityProof } = await import('@digitalcredentials/data-integrity');
const { cryptosuite } = await import('@digitalcredentials/eddsa-rdfc-2022-cryptosuite');
const { securityLoader } = await import('@digitalcredentials/security-document-loader');
const Ed25519Multikey = await import('@digitalcredentials/ed25519-multikey');
const vc = await import('@digitalcredentials/vc');

const request = samples()[0].request;
const theirs = async (credential) => {
  const { log = [], errors = [], additionalInformation } = await verifyCredential({ credential: structuredClone(credential), knownDIDRegistries: [] });
  return { ...Object.fromEntries(log.map((step) => [step.id, step.valid ?? step.error?.name])), errors: errors.map((error) => error.name), additionalInformation };
};
const change = async (issued, what, body = { reason: 'issued-in-error' }) => {
  const answer = await api(`/v1/credentials/${issued.id}/${what}`, { method: 'POST', body });
  assert.ok(answer.status < 300, `${what} answered ${answer.status}: ${answer.text}`);
};

describe('our badges in verifier-core', () => {
  test('an untouched one has a good signature, is not expired and not revoked, and the schema takes it', async () => {
    const issued = await issue(request);
    const found = await theirs(issued.formats.vc);
    assert.deepEqual(found.errors, []);
    assert.equal(found.valid_signature, true);
    assert.equal(found.expiration, true);
    assert.equal(found.revocation_status, true);
    if (schemaFile) assert.equal(found.additionalInformation[0].results[0].result.valid, true, JSON.stringify(found.additionalInformation));
  });

  test('a tampered one has no good signature, in ours neither', async () => {
    const tampered = structuredClone((await issue(request)).formats.vc);
    tampered.credentialSubject.name = 'Somebody Else';
    assert.deepEqual((await theirs(tampered)).errors, ['invalid_signature']);
    assert.equal((await verify(tampered)).verdict, 'invalid');
  });

  test('a revoked one is revoked at once', async () => {
    const issued = await issue(request);
    await change(issued, 'revoke');
    const found = await theirs(issued.formats.vc);
    assert.equal(found.valid_signature, true);
    assert.equal(found.revocation_status, false);
    assert.equal((await verify(issued.formats.vc)).checks.status.code, 'revoked');
  });

  test('a suspended one is suspended and comes back', async () => {
    const issued = await issue(request, { statusPurpose: 'suspension' });
    assert.notEqual((await theirs(issued.formats.vc)).suspension_status, false);
    await change(issued, 'suspend');
    const found = await theirs(issued.formats.vc);
    assert.equal(found.suspension_status ?? found.revocation_status, false, JSON.stringify(found));
    assert.equal((await verify(issued.formats.vc)).checks.status.code, 'suspended');
    await change(issued, 'reinstate', {});
    assert.equal((await verify(issued.formats.vc)).verdict, 'valid');
  });

  test('nothing but the service and the schema is asked for', () => assert.deepEqual(refused, []));
});

describe('credentials of the DCC in ours', () => {
  const signed = async (changes = {}, key) => {
    const pair = key ?? await Ed25519Multikey.generate();
    const multibase = pair.publicKeyMultibase;
    pair.controller = `did:key:${multibase}`;
    pair.id = `${pair.controller}#${multibase}`;
    const credential = {
      '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
      id: `urn:uuid:${uuid()}`,
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      name: 'Welsh for beginners',
      issuer: { id: pair.controller, type: ['Profile'], name: 'Another institution' },
      validFrom: '2024-01-01T00:00:00Z',
      credentialSubject: {
        id: `urn:uuid:${uuid()}`,
        type: ['AchievementSubject'],
        achievement: { id: `urn:uuid:${uuid()}`, type: ['Achievement'], name: 'Welsh', description: 'Reads and writes.', criteria: { narrative: 'An examination.' } },
      },
      ...changes,
    };
    const suite = new DataIntegrityProof({ signer: pair.signer(), cryptosuite });
    return vc.issue({ credential, suite, documentLoader: securityLoader().build() });
  };

  test('a good one is valid in both', async () => {
    const credential = await signed();
    assert.equal((await theirs(credential)).valid_signature, true);
    const ours = await verify(credential);
    assert.equal(ours.verdict, 'valid', ours.text);
    assert.equal(ours.checks.signature.code, 'signature-good');
  });

  test('tampered, expired, of another key: invalid in both', async () => {
    const good = await signed();
    for (const alter of [
      (c) => { c.name = 'Welsh for experts'; },
      (c) => { c.credentialSubject.achievement.name = 'Irish'; },
      (c) => { c.validUntil = '2099-01-01T00:00:00Z'; },
      (c) => { c.proof.created = '2020-01-01T00:00:00Z'; },
      (c) => { delete c.name; },
    ]) {
      const altered = structuredClone(good);
      alter(altered);
      assert.deepEqual((await theirs(altered)).errors, ['invalid_signature']);
      assert.equal((await verify(altered)).checks.signature.code, 'signature-mismatch');
    }

    const expired = await signed({ validUntil: '2024-02-01T00:00:00Z' });
    assert.equal((await theirs(expired)).expiration, false);
    assert.equal((await verify(expired)).checks.validity.code, 'expired');

    // Another party's key under this issuer's name.
    const issuer = { ...good.issuer };
    const stolen = await signed({ issuer });
    const ours = await verify(stolen);
    assert.equal(ours.verdict, 'invalid');
    assert.equal(ours.checks.issuer.code, 'issuer-mismatch');
  });
});
