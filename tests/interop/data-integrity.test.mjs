// Embedded proofs against Digital Bazaar's libraries, which stand under the W3C's test suites and most wallets: what our command line signs verifies in
// theirs, what theirs signs verifies in ours, and a changed character fails in both. All issuers are did:key, so nothing is fetched.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { contexts as dataIntegrityContexts } from '@digitalbazaar/data-integrity-context';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020, suiteContext } from '@digitalbazaar/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalbazaar/ed25519-verification-key-2020';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { readJson, shared, uuid } from './lib.mjs';

const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const run = promisify(execFile);
let folder;
before(() => { folder = mkdtempSync(join(tmpdir(), 'issuer-proofs-')); });
after(() => rmSync(folder, { recursive: true, force: true }));

const file = (name, content) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

/** Our command line, in an empty folder: exit code and output. */
const issuer = (...arguments_) => run('dotnet', [process.env.ISSUER_ASSEMBLY, ...arguments_], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } })
  .then(({ stdout }) => ({ code: 0, output: stdout }), (error) => ({ code: error.code, output: error.stdout + error.stderr }));

/** Contexts from packages and ../shared, did:key from the identifier. */
async function documentLoader(url) {
  const [did, fragment] = url.split('#');
  if (did.startsWith('did:key:')) {
    const key = {
      id: `${did}#${did.slice('did:key:'.length)}`, type: 'Multikey', controller: did, publicKeyMultibase: did.slice('did:key:'.length),
    };
    const document = fragment
      ? { '@context': 'https://w3id.org/security/multikey/v1', ...key }
      : {
        '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
        id: did, verificationMethod: [key], assertionMethod: [key.id], authentication: [key.id],
      };
    return { documentUrl: url, document, contextUrl: null };
  }

  const known = credentialContexts.get(url) ?? dataIntegrityContexts.get(url) ?? suiteContext.contexts.get(url)
    ?? (url === OPEN_BADGES ? readJson(shared('data', 'ob3', 'context-3.0.3.json')) : undefined);
  if (!known) throw new Error(`no context ${url}`);
  return { documentUrl: url, document: known, contextUrl: null };
}

/** A private JWK as RFC 8037 has it: the library appends the public key to an Ed25519 seed. */
async function privateJwk(multikey, keyPair) {
  const jwk = await multikey.toJwk({ keyPair, secretKey: true });
  if (jwk.kty === 'OKP') jwk.d = Buffer.from(jwk.d, 'base64url').subarray(0, 32).toString('base64url');
  return jwk;
}

const now = () => new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, 'Z');

const plain = (did) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: `urn:uuid:${uuid()}`,
  type: ['VerifiableCredential'],
  issuer: did,
  name: 'Working with dune plants, Ŵyn 𝒵',
  validFrom: now(),
  credentialSubject: { id: `urn:uuid:${uuid()}`, name: 'Nia' },
});

const badge = (did) => ({
  ...plain(did),
  '@context': ['https://www.w3.org/ns/credentials/v2', OPEN_BADGES],
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: { id: did, type: ['Profile'], name: 'Another University' },
  credentialSubject: {
    id: `urn:uuid:${uuid()}`,
    type: ['AchievementSubject'],
    creditsEarned: 2.5,
    achievement: {
      id: `urn:uuid:${uuid()}`,
      type: ['Achievement'],
      name: 'Working with dune plants',
      description: 'A course of two weeks.',
      criteria: { narrative: 'A herbarium of thirty plants.' },
      alignment: [{ type: ['Alignment'], targetName: 'Botany', targetUrl: 'https://example.org/botany' }],
    },
  },
});

/** VCDM 1.1, whose context does not define the terms of a proof. */
const older = (did) => ({
  '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2'],
  id: `urn:uuid:${uuid()}`,
  type: ['VerifiableCredential'],
  issuer: did,
  issuanceDate: now(),
  credentialSubject: { id: `urn:uuid:${uuid()}` },
});

const suites = [
  ['eddsa-rdfc-2022', Ed25519Multikey, undefined, () => eddsaRdfc, () => eddsaRdfc],
  ['eddsa-jcs-2022', Ed25519Multikey, undefined, eddsaJcs.createSignCryptosuite, eddsaJcs.createVerifyCryptosuite],
  ['ecdsa-rdfc-2019', EcdsaMultikey, 'P-256', () => ecdsaRdfc, () => ecdsaRdfc],
  ['ecdsa-rdfc-2019', EcdsaMultikey, 'P-384', () => ecdsaRdfc, () => ecdsaRdfc],
  ['ecdsa-jcs-2019', EcdsaMultikey, 'P-256', ecdsaJcs.createSignCryptosuite, ecdsaJcs.createVerifyCryptosuite],
  ['ecdsa-jcs-2019', EcdsaMultikey, 'P-384', ecdsaJcs.createSignCryptosuite, ecdsaJcs.createVerifyCryptosuite],
];

for (const [name, multikey, curve, toSign, toVerify] of suites) {
  describe(`${name}${curve ? ` with ${curve}` : ''}`, { skip: shared('data', 'ob3', 'context-3.0.3.json') ? false : 'needs ../shared/data/ob3' }, () => {
    let key, did, jwk;
    before(async () => {
      key = await multikey.generate(curve ? { curve } : {});
      did = `did:key:${key.publicKeyMultibase}`;
      Object.assign(key, { controller: did, id: `${did}#${key.publicKeyMultibase}` });
      jwk = file('key.json', await privateJwk(multikey, key));
    });

    const theirs = (credential) => vc.verifyCredential({ credential, suite: new DataIntegrityProof({ cryptosuite: toVerify() }), documentLoader });
    const ours = async (credential, ...more) => issuer('verify', file('credential.json', credential), ...more);

    for (const [kind, make] of [['credential', plain], ['badge', badge], ['credential of the data model 1.1', older]]) {
      test(`our ${kind} verifies in theirs, and a changed one in neither`, async () => {
        const { code, output } = await issuer('sign', file('document.json', JSON.stringify(make(did), null, 1)), '--key', jwk, '--cryptosuite', name);
        assert.equal(code, 0, output);
        const signed = JSON.parse(output);
        assert.equal(signed.proof.cryptosuite, name);
        const result = await theirs(signed);
        assert.ok(result.verified, JSON.stringify(result.error?.errors?.map(String) ?? result));

        signed.credentialSubject.id = signed.credentialSubject.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
        assert.ok(!(await theirs(signed)).verified);
        assert.match((await ours(signed)).output, /^invalid/);
      });

      test(`their ${kind} verifies in ours`, async () => {
        const signed = await vc.issue({
          credential: make(did), suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite: toSign() }), documentLoader,
        });
        const { code, output } = await ours(signed);
        assert.equal(code, 0, output);
        assert.match(output, /^valid/);
        signed.proof.created = '2020-01-01T00:00:00Z';
        assert.match((await ours(signed)).output, /^invalid/);
      });
    }
  });
}

describe('eddsa-rdfc-2022 presentations', () => {
  test('theirs is checked with its challenge, and each credential by itself', async () => {
    const key = await Ed25519Multikey.generate();
    const did = `did:key:${key.publicKeyMultibase}`;
    Object.assign(key, { controller: did, id: `${did}#${key.publicKeyMultibase}` });
    const suite = () => new DataIntegrityProof({ signer: key.signer(), cryptosuite: eddsaRdfc });
    const credential = await vc.issue({ credential: plain(did), suite: suite(), documentLoader });
    const presentation = vc.createPresentation({ verifiableCredential: [credential], holder: did, verify: false, version: 2.0 });
    const signed = await vc.signPresentation({ presentation, suite: suite(), challenge: 'c1', domain: 'employer.example', documentLoader });
    const path = file('presentation.json', signed);

    assert.match((await issuer('verify', path, '--challenge', 'c1', '--domain', 'employer.example')).output, /^valid/);
    assert.match((await issuer('verify', path, '--challenge', 'c2', '--domain', 'employer.example')).output, /^invalid/);
    const { code, output } = await issuer('verify', path, '--json', '--challenge', 'c1', '--domain', 'employer.example');
    assert.equal(code, 0);
    assert.equal(JSON.parse(output).related[0].report.verdict, 'valid');

    signed.verifiableCredential[0].name = 'Something else';
    const broken = await issuer('verify', file('presentation.json', signed), '--challenge', 'c1', '--domain', 'employer.example');
    assert.match(broken.output, /^invalid/);
  });

  test('ours verifies in theirs', async () => {
    const key = await Ed25519Multikey.generate();
    const did = `did:key:${key.publicKeyMultibase}`;
    const jwk = file('key.json', await privateJwk(Ed25519Multikey, key));
    const credential = JSON.parse((await issuer('sign', file('document.json', plain(did)), '--key', jwk)).output);
    const presentation = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], holder: did, verifiableCredential: [credential] };
    const { code, output } = await issuer(
      'sign', file('document.json', presentation), '--key', jwk, '--purpose', 'authentication', '--challenge', 'c1', '--domain', 'employer.example');
    assert.equal(code, 0, output);
    const result = await vc.verify({
      presentation: JSON.parse(output), suite: new DataIntegrityProof({ cryptosuite: eddsaRdfc }), challenge: 'c1', domain: 'employer.example', documentLoader,
    });
    assert.ok(result.verified, JSON.stringify(result.error?.errors?.map(String) ?? result));
  });
});

test('their Ed25519Signature2020 verifies in ours', async () => {
  const key = await Ed25519VerificationKey2020.generate();
  const did = `did:key:${key.publicKeyMultibase}`;
  Object.assign(key, { controller: did, id: `${did}#${key.publicKeyMultibase}` });
  const credential = older(did);
  credential['@context'] = ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/suites/ed25519-2020/v1'];
  const signed = await vc.issue({ credential, suite: new Ed25519Signature2020({ key }), documentLoader });
  assert.equal(signed.proof.type, 'Ed25519Signature2020');
  assert.match((await issuer('verify', file('credential.json', signed))).output, /^valid/);
  signed.credentialSubject.id = `urn:uuid:${uuid()}`;
  assert.match((await issuer('verify', file('credential.json', signed))).output, /^invalid/);
});
