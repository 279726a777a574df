// What we issue, judged by other people's software: jose, did-jwt-vc, the 1EdTech JSON schema.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { verifyCredential } from 'did-jwt-vc';
import { compactVerify, createRemoteJWKSet, importJWK } from 'jose';
import { decodePart, fetchDidDocument, issue, issuerDid, loopbackResolver, readJson, root, samples, serviceUrl, shared, verify } from './lib.mjs';

const algorithms = ['ES256', 'EdDSA'];
const requests = samples();
assert.ok(requests.length >= 3, `samples/ holds ${requests.length} requests`);

const schemaFile = shared('data', 'ob3', 'ob_v3p0_achievementcredential_schema.json');
const schema = schemaFile && addFormats(new Ajv2019({ strict: false, allErrors: true })).compile(readJson(schemaFile));

for (const { name, request } of requests) {
  for (const jwtAlgorithm of algorithms) {
    describe(`${name}, ${jwtAlgorithm}`, () => {
      let issued, token, header, payload, document;
      before(async () => {
        issued = await issue(request, { jwtAlgorithm });
        token = issued.formats['vc+jwt'];
        header = decodePart(token, 0);
        payload = decodePart(token, 1);
        document = await fetchDidDocument(issuerDid);
      });

      test('header: alg, kid and typ, nothing else; the kid is a DID URL of the issuer', () => {
        assert.deepEqual(Object.keys(header).sort(), ['alg', 'kid', 'typ']);
        assert.equal(header.alg, jwtAlgorithm);
        assert.equal(header.typ, 'vc+jwt');
        assert.ok(header.kid.startsWith(`${issuerDid}#`), header.kid);
      });

      test('registered claims equal the members they mirror (Open Badges 3.0, 8.2.4.1)', () => {
        assert.equal(payload.iss, payload.issuer.id);
        assert.equal(payload.iss, issuerDid);
        assert.equal(payload.sub, payload.credentialSubject.id);
        assert.equal(payload.jti, payload.id);
        assert.equal(payload.nbf, Date.parse(payload.validFrom) / 1000);
        assert.ok(Number.isInteger(payload.nbf));
        assert.equal(payload.exp, payload.validUntil === undefined ? undefined : Date.parse(payload.validUntil) / 1000);
        assert.ok(payload.id.startsWith(`${serviceUrl}/credentials/`), payload.id);
        assert.equal(payload.vc, undefined);
      });

      test('jose verifies it with the served JWKS', async () => {
        const jwks = createRemoteJWKSet(new URL(`${serviceUrl}/institutions/${issuerDid.split(':').at(-1)}/jwks.json`));
        const { protectedHeader } = await compactVerify(token, jwks);
        assert.equal(protectedHeader.kid, header.kid);
      });

      test('jose verifies it with the verification method that the kid names', async () => {
        const method = document.verificationMethod.find((m) => m.id === header.kid);
        assert.ok(method, `${header.kid} is in the DID document`);
        assert.ok(document.assertionMethod.includes(header.kid), 'it may assert');
        await compactVerify(token, await importJWK(method.publicKeyJwk, header.alg));
      });

      test('did-jwt-vc verifies it', async () => {
        const verified = await verifyCredential(token, loopbackResolver(), { policies: { format: false } });
        assert.equal(verified.verified, true);
        assert.equal(verified.issuer, issuerDid);
        assert.equal(verified.verifiableCredential.credentialSubject.id, payload.sub);
      });

      test('the 1EdTech JSON schema takes it', { skip: schema ? false : 'Open Badges 3.0 JSON schema: ../shared is not here' }, () => {
        const { iss, sub, jti, nbf, exp, ...credential } = payload;
        assert.ok(schema(credential), JSON.stringify(schema.errors?.slice(0, 5), null, 1));
      });

      test('it says of the learner the name and no more', () => {
        const text = JSON.stringify(payload);
        const learner = request.learner;
        if (learner.familyName) assert.ok(text.includes(learner.familyName));
        for (const hidden of [learner.email, learner.dateOfBirth, ...(learner.identifiers ?? []).map((i) => i.value)]) {
          if (hidden) assert.ok(!text.includes(hidden), `${hidden} is in the badge`);
        }
      });

      test('POST /v1/verify calls it valid, as text and as an enveloped credential', async () => {
        for (const credential of [token, {
          '@context': 'https://www.w3.org/ns/credentials/v2',
          type: 'EnvelopedVerifiableCredential',
          id: `data:application/vc+jwt,${token}`,
        }]) {
          const report = await verify(credential);
          assert.equal(report.status, 200, report.text);
          assert.equal(report.verdict, 'valid', report.text);
          for (const check of ['format', 'signature', 'issuer', 'validity', 'status']) {
            assert.equal(report.checks[check]?.outcome, 'passed', `${check}: ${report.text}`);
          }
        }
      });
    });
  }
}

// Undefined terms would be dropped in silence, and a signature over RDF would not cover them: jsonld.js in safe mode, contexts from ../shared.
const contexts = shared('data', 'ob3', 'context-3.0.3.json') && shared('vectors', 'contexts');
test('jsonld.js finds every term defined and every EU element in the graph', { skip: contexts ? false : 'JSON-LD contexts: ../shared is not here' }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'issuer-jsonld-'));
  try {
    const files = [];
    for (const [number, { request }] of requests.entries()) {
      const file = join(folder, `${number}.jwt`);
      writeFileSync(file, (await issue(request)).formats['vc+jwt']);
      files.push(file);
    }
    const script = join(root, 'tests', 'interop', 'jsonld-safe.mjs');
    const { code, output } = await promisify(execFile)(process.execPath, [script, '--contexts', join(root, '..', 'shared'), ...files])
      .then(({ stdout }) => ({ code: 0, output: stdout }), (error) => ({ code: error.code, output: error.stdout + error.stderr }));
    assert.equal(code, 0, output);
    assert.equal(output.match(/^ok /gm).length, files.length, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the DID document', () => {
  let document;
  before(async () => { document = await fetchDidDocument(issuerDid); });

  test('is about the institution, with absolute ids and assertion methods as strings', () => {
    assert.equal(document.id, issuerDid);
    for (const method of document.verificationMethod) {
      assert.ok(method.id.startsWith(`${issuerDid}#`), method.id);
      assert.equal(method.controller, issuerDid);
    }
    for (const method of document.assertionMethod) assert.equal(typeof method, 'string');
  });

  test('has two methods a key, one Multikey and one JsonWebKey, which hold the same key', async () => {
    const multikeys = document.verificationMethod.filter((m) => m.type === 'Multikey');
    assert.ok(multikeys.length >= 2, 'a key of each kind');
    for (const multikey of multikeys) {
      assert.equal(multikey.publicKeyJwk, undefined);
      const twin = document.verificationMethod.find((m) => m.id === `${multikey.id}-jwk`);
      assert.equal(twin?.type, 'JsonWebKey', `${multikey.id} has a twin`);
      assert.equal(twin.publicKeyMultibase, undefined);
      assert.equal(twin.publicKeyJwk.d, undefined);
      assert.equal(decodeBase58(multikey.publicKeyMultibase.slice(1)).toString('hex'), multicodec(twin.publicKeyJwk).toString('hex'));
      assert.ok(document.assertionMethod.includes(multikey.id) && document.assertionMethod.includes(twin.id));
    }
    assert.equal(document.verificationMethod.length, multikeys.length * 2);
  });

  test('and the JWKS hold the same keys under the same names', async () => {
    const { keys } = await (await fetch(`${serviceUrl}/institutions/${issuerDid.split(':').at(-1)}/jwks.json`)).json();
    const methods = document.verificationMethod.filter((m) => m.type === 'JsonWebKey');
    assert.deepEqual(keys.map((k) => k.kid).sort(), methods.map((m) => m.id).sort());
    for (const key of keys) {
      assert.equal(key.d, undefined);
      const method = methods.find((m) => m.id === key.kid);
      for (const member of ['kty', 'crv', 'x', 'y']) assert.equal(key[member], method.publicKeyJwk[member]);
    }
  });
});

/** The multicodec form of a public JWK: Ed25519 0xed, P-256 0x1200, P-384 0x1201, as varints; EC points compressed. */
function multicodec({ crv, x, y }) {
  const X = Buffer.from(x, 'base64url');
  if (crv === 'Ed25519') return Buffer.concat([Buffer.from('ed01', 'hex'), X]);
  const prefix = { 'P-256': '8024', 'P-384': '8124' }[crv];
  assert.ok(prefix, `curve ${crv}`);
  return Buffer.concat([Buffer.from(prefix, 'hex'), Buffer.from([2 + (Buffer.from(y, 'base64url').at(-1) & 1)]), X]);
}

function decodeBase58(text) {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let value = 0n;
  for (const c of text) value = value * 58n + BigInt(alphabet.indexOf(c));
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}
