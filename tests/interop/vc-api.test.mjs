// The VC-API as the W3C's test suites use it, its signatures judged by Digital Bazaar's libraries, which those suites stand on, and by jose: an instance for
// each cryptosuite and key, under did:key and under the institution's did:web.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { contexts as dataIntegrityContexts } from '@digitalbazaar/data-integrity-context';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { compactVerify, importJWK } from 'jose';
import { api, decodePart, development, fetchDidDocument, issuerDid, uuid } from './lib.mjs';

const suites = [
  ['eddsa-rdfc', () => eddsaRdfc],
  ['eddsa-jcs', eddsaJcs.createVerifyCryptosuite],
  ['p256-rdfc', () => ecdsaRdfc],
  ['p256-jcs', ecdsaJcs.createVerifyCryptosuite],
  ['p384-rdfc', () => ecdsaRdfc],
  ['p384-jcs', ecdsaJcs.createVerifyCryptosuite],
];

const EXAMPLES = 'https://www.w3.org/ns/credentials/examples/v2';

/** Contexts from packages, did:key from the identifier, our did:web from the service. */
async function documentLoader(url) {
  const [did, fragment] = url.split('#');
  if (did.startsWith('did:')) {
    let document;
    if (did.startsWith('did:key:')) {
      const id = `${did}#${did.slice('did:key:'.length)}`;
      const key = { id, type: 'Multikey', controller: did, publicKeyMultibase: did.slice('did:key:'.length) };
      document = { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did, verificationMethod: [key], assertionMethod: [id], authentication: [id] };
    } else {
      document = await fetchDidDocument(did);
    }

    if (fragment) document = { '@context': 'https://w3id.org/security/multikey/v1', ...document.verificationMethod.find((method) => method.id === url) };
    return { documentUrl: url, document, contextUrl: null };
  }

  const known = credentialContexts.get(url) ?? dataIntegrityContexts.get(url)
    ?? (url === EXAMPLES ? { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } } : undefined);
  if (!known) throw new Error(`no context ${url}`);
  return { documentUrl: url, document: known, contextUrl: null };
}

const example = (issuer) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2', EXAMPLES],
  id: `urn:uuid:${uuid()}`,
  type: ['VerifiableCredential', 'ExampleTestCredential'],
  issuer,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:alice', name: 'Alice Ŵyn' },
});

const older = (issuer) => ({
  '@context': ['https://www.w3.org/2018/credentials/v1'],
  id: `urn:uuid:${uuid()}`,
  type: ['VerifiableCredential'],
  issuer,
  issuanceDate: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:alice' },
});

const post = (path, body, more = {}) => api(`/vc-api/${path}`, { method: 'POST', body, ...more });

async function issue(instance, credential, more) {
  const answer = await post(`${instance}/credentials/issue`, { credential }, more);
  assert.equal(answer.status, 201, answer.text);
  return answer.json.verifiableCredential;
}

before(async () => {
  const made = await api('/v1/institution/keys', { method: 'POST', body: { algorithm: 'ES384', now: true } });
  assert.equal(made.status, 201, made.text);
});

for (const [name, toVerify] of suites) {
  const theirs = (credential) => vc.verifyCredential({ credential, suite: new DataIntegrityProof({ cryptosuite: toVerify() }), documentLoader });
  describe(name, () => {
    for (const [instance, issuer, anonymous] of [[name, issuerDid, false], [`did-${name}`, 'did:example:whoever', true]]) {
      for (const [kind, make] of [['2.0', example], ['1.1', older]]) {
        test(`${instance}: a credential of the data model ${kind} verifies in theirs and in ours, a changed one in neither`, async () => {
          const signed = await issue(instance, make(issuer), { anonymous });
          if (anonymous) assert.equal(signed.proof.verificationMethod, `${signed.issuer}#${signed.issuer.slice('did:key:'.length)}`);
          const result = await theirs(signed);
          assert.ok(result.verified, JSON.stringify(result.error?.errors?.map(String) ?? result));
          const ours = await post('eddsa-rdfc/credentials/verify', { verifiableCredential: signed, options: { checks: ['proof'] } }, { anonymous: true });
          assert.equal(ours.status, 200, ours.text);

          signed.credentialSubject.id = 'did:example:mallory';
          assert.ok(!(await theirs(signed)).verified);
          const changed = await post('eddsa-rdfc/credentials/verify', { verifiableCredential: signed }, { anonymous: true });
          assert.equal(changed.status, 422, changed.text);
          assert.ok(changed.json.errors.some((error) => error.code === 'signature-mismatch'));
        });
      }
    }
  });
}

test('an enveloped credential verifies in jose and in ours, its payload is the credential alone', async () => {
  const credential = example(issuerDid);
  const signed = await issue('jwt', credential);
  assert.deepEqual(Object.keys(signed), ['@context', 'id', 'type']);
  const token = signed.id.slice('data:application/vc+jwt,'.length);
  assert.deepEqual(decodePart(token, 1), credential);
  const { kid, typ } = decodePart(token, 0);
  assert.equal(typ, 'vc+jwt');
  const method = (await fetchDidDocument(issuerDid)).verificationMethod.find((one) => one.id === kid);
  await compactVerify(token, await importJWK(method.publicKeyJwk, 'ES256'));
  const ours = await post('jwt/credentials/verify', { verifiableCredential: signed }, { anonymous: true });
  assert.equal(ours.status, 200, ours.text);
});

test('client credentials are exchanged for a token, with which a credential is signed and revoked', async () => {
  const [, id] = development.apiKey.split('_');
  const secret = development.apiKey.slice('iss_'.length + id.length + 1);
  const answer = await api('/vc-api/token', {
    method: 'POST', anonymous: true, body: 'grant_type=client_credentials',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
  });
  assert.equal(answer.status, 200, answer.text);
  const more = { anonymous: true, headers: { authorization: `Bearer ${answer.json.access_token}` } };
  const credential = example(issuerDid);
  const signed = await issue('client', credential, more);
  assert.ok((await vc.verifyCredential({
    credential: signed, suite: new DataIntegrityProof({ cryptosuite: eddsaRdfc }), documentLoader, checkStatus: async () => ({ verified: true }),
  })).verified);

  const status = { credentialId: credential.id, credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' }, status: true };
  assert.equal((await post('client/credentials/status', status, more)).status, 200);
  const revoked = await post('client/credentials/verify', { verifiableCredential: signed }, { anonymous: true });
  assert.equal(revoked.status, 422);
  assert.deepEqual(revoked.json.errors.map((error) => error.code), ['revoked']);
});

test('their presentation of our credentials is checked with its challenge and domain', async () => {
  const key = await Ed25519Multikey.generate();
  const did = `did:key:${key.publicKeyMultibase}`;
  Object.assign(key, { controller: did, id: `${did}#${key.publicKeyMultibase}` });
  const verifiableCredential = [await issue('eddsa-rdfc', example(issuerDid)), await issue('did-p384-jcs', example(issuerDid), { anonymous: true })];
  const presentation = vc.createPresentation({ verifiableCredential, holder: did, verify: false, version: 2.0 });
  const signed = await vc.signPresentation({
    presentation, suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite: eddsaRdfc }), challenge: 'c1', domain: 'employer.example', documentLoader,
  });
  const ask = (options) => post('eddsa-rdfc/presentations/verify', { verifiablePresentation: signed, options }, { anonymous: true });
  const good = await ask({ challenge: 'c1', domain: 'employer.example' });
  assert.equal(good.status, 200, good.text);
  assert.equal((await ask({ challenge: 'c2', domain: 'employer.example' })).status, 422);
  assert.equal((await ask({ challenge: 'c1', domain: 'another.example' })).status, 422);
});

test('what the suites send to be refused is 400 or 422', async () => {
  const bad = [
    (credential) => { delete credential['@context']; },
    (credential) => { credential['@context'].reverse(); },
    (credential) => { credential['@context'].pop(); },
    (credential) => { delete credential.type; },
    (credential) => { credential.id = 'not-a-url'; },
    (credential) => { credential.issuer = null; },
    (credential) => { credential.credentialSubject = {}; },
    (credential) => { credential.validFrom = 'yesterday'; },
    (credential) => { credential.validUntil = '2020-01-01T00:00:00Z'; },
    (credential) => { credential.undefinedTerm = { a: 1 }; credential['@context'].pop(); credential.type.pop(); },
  ];
  for (const [name] of suites) {
    for (const change of bad) {
      const credential = example('did:example:whoever');
      change(credential);
      const answer = await post(`did-${name}/credentials/issue`, { credential }, { anonymous: true });
      assert.ok([400, 422].includes(answer.status), `${change}: ${answer.text}`);
      assert.ok(answer.json.errors.length > 0);
    }
  }
});
