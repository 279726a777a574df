// Credentials that other software made (here jose) and other institutions signed: did:key, did:jwk, did:web on the test origin.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { alterCharacter, uuid, verify } from './lib.mjs';

const port = Number(process.env.FOREIGN_PORT);
const origin = `http://localhost:${port}`;
const pages = new Map();
const fetched = [];
const server = createServer((request, response) => {
  fetched.push(request.url);
  const page = pages.get(request.url);
  response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' });
  response.end(page?.body ?? 'not here');
});
before(() => new Promise((listening) => server.listen(port, 'localhost', listening)));
after(() => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }));

async function key(alg) {
  const pair = await generateKeyPair(alg, { extractable: true, ...(alg === 'EdDSA' ? { crv: 'Ed25519' } : {}) });
  return { alg, ...pair, jwk: await exportJWK(pair.publicKey) };
}

function base58(bytes) {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let value = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; value > 0n; value /= 58n) text = alphabet[Number(value % 58n)] + text;
  return text;
}

/** did:key: multibase of the multicodec prefix (a varint) and the raw or compressed key. */
function didKey({ jwk: { crv, x, y } }) {
  const X = Buffer.from(x, 'base64url');
  const raw = crv === 'Ed25519'
    ? Buffer.concat([Buffer.from('ed01', 'hex'), X])
    : Buffer.concat([Buffer.from({ 'P-256': '8024', 'P-384': '8124' }[crv], 'hex'), Buffer.from([2 + (Buffer.from(y, 'base64url').at(-1) & 1)]), X]);
  const multibase = `z${base58(raw)}`;
  return { did: `did:key:${multibase}`, kid: `did:key:${multibase}#${multibase}` };
}

function didJwk({ jwk }) {
  const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
  return { did, kid: `${did}#0` };
}

function didWeb({ jwk }, name) {
  const did = `did:web:localhost%3A${port}:${name}`;
  const kid = `${did}#key-1`;
  pages.set(`/${name}/did.json`, {
    type: 'application/did+json',
    body: JSON.stringify({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
      id: did,
      verificationMethod: [{ id: kid, type: 'JsonWebKey', controller: did, publicKeyJwk: jwk }],
      assertionMethod: [kid],
    }),
  });
  return { did, kid };
}

const sign = (payload, { alg, privateKey }, kid, header = {}) =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader({ alg, kid, typ: 'vc+jwt', ...header }).sign(privateKey);

const seconds = (offset = 0) => new Date(Date.now() + offset * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

const plain = (issuer, more = {}) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: `urn:uuid:${uuid()}`,
  type: ['VerifiableCredential'],
  issuer,
  validFrom: seconds(-3600),
  credentialSubject: { id: `urn:uuid:${uuid()}` },
  ...more,
});

const badge = (issuer) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
  id: `urn:uuid:${uuid()}`,
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: { id: issuer, type: ['Profile'], name: 'Another University' },
  validFrom: seconds(-3600),
  name: 'Working with dune plants',
  credentialSubject: {
    id: `urn:uuid:${uuid()}`,
    type: ['AchievementSubject'],
    achievement: {
      id: `urn:uuid:${uuid()}`,
      type: ['Achievement'],
      name: 'Working with dune plants',
      description: 'A course of two weeks.',
      criteria: { narrative: 'A herbarium of thirty plants.' },
    },
  },
});

const issuers = [
  ['did:key, Ed25519', 'EdDSA', didKey],
  ['did:key, P-256', 'ES256', didKey],
  ['did:key, P-384', 'ES384', didKey],
  ['did:jwk, P-256', 'ES256', didJwk],
  ['did:jwk, Ed25519', 'EdDSA', didJwk],
  ['did:jwk, RSA', 'RS256', didJwk],
  ['did:jwk, RSA-PSS', 'PS256', didJwk],
  ['did:web, P-256', 'ES256', (k) => didWeb(k, 'p256')],
  ['did:web, Ed25519', 'EdDSA', (k) => didWeb(k, 'ed25519')],
];

for (const [name, alg, identify] of issuers) {
  describe(`an issuer with ${name}`, () => {
    let signer, did, kid;
    before(async () => {
      signer = await key(alg);
      ({ did, kid } = identify(signer));
    });

    for (const [kind, make] of [['credential', plain], ['badge', badge]]) {
      test(`its ${kind} is valid, and we say that we do not know the issuer`, async () => {
        const report = await verify(await sign(make(did), signer, kid));
        assert.equal(report.status, 200, report.text);
        assert.equal(report.verdict, 'valid', report.text);
        assert.equal(report.checks.signature.outcome, 'passed');
        assert.equal(report.checks.trust.outcome, 'warning');
      });
    }

    test('an altered token is invalid', async () => {
      const token = await sign(plain(did), signer, kid);
      for (const position of [token.indexOf('.') + 40, token.length - 10]) {
        const report = await verify(alterCharacter(token, position));
        assert.ok(report.status === 200 ? report.verdict === 'invalid' : [400, 422].includes(report.status), report.text);
      }
    });

    test('a credential that names another issuer than the signer is invalid', async () => {
      const other = didKey(await key('EdDSA'));
      const report = await verify(await sign(plain(other.did), signer, kid));
      assert.equal(report.verdict, 'invalid', report.text);
    });

    test('an expired credential is invalid, one of tomorrow too', async () => {
      for (const dates of [{ validUntil: seconds(-60) }, { validFrom: seconds(86400) }]) {
        const report = await verify(await sign(plain(did, dates), signer, kid));
        assert.equal(report.verdict, 'invalid', report.text);
        assert.equal(report.checks.validity.outcome, 'failed');
      }
    });
  });
}

describe('status lists of another issuer', () => {
  let signer, did, kid;
  before(async () => {
    signer = await key('ES256');
    ({ did, kid } = didWeb(signer, 'status'));
  });

  /** Publishes a list in which the given indexes are set, and answers a credential with the index asked for. */
  async function credential(name, set, index, { issuer = did, by = signer, byKid = kid, purpose = 'revocation', publish = true } = {}) {
    const bits = Buffer.alloc(16384);
    for (const i of set) bits[i >> 3] |= 0x80 >> (i & 7);
    const url = `${origin}/lists/${name}`;
    if (publish) {
      const list = {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        id: url,
        type: ['VerifiableCredential', 'BitstringStatusListCredential'],
        issuer,
        validFrom: seconds(-60),
        credentialSubject: { id: `${url}#list`, type: 'BitstringStatusList', statusPurpose: purpose, encodedList: `u${gzipSync(bits).toString('base64url')}` },
      };
      pages.set(`/lists/${name}`, { type: 'application/vc+jwt', body: await sign(list, by, byKid) });
    }
    return sign(plain(did, {
      credentialStatus: { id: `${url}#${index}`, type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: String(index), statusListCredential: url },
    }), signer, kid);
  }

  test('bit off: valid', async () => {
    const report = await verify(await credential('off', [41, 43], 42));
    assert.equal(report.verdict, 'valid', report.text);
    assert.ok(fetched.includes('/lists/off'));
  });

  test('bit on: invalid', async () => {
    const report = await verify(await credential('on', [42], 42));
    assert.equal(report.verdict, 'invalid', report.text);
    assert.equal(report.checks.status.outcome, 'failed');
  });

  for (const [name, options] of [
    ['that cannot be fetched', { publish: false }],
    ['of another purpose', { purpose: 'suspension' }],
  ]) {
    test(`a list ${name} is never valid`, async () => {
      const report = await verify(await credential(name.replaceAll(' ', '-'), [], 42, options));
      assert.equal(report.verdict, 'indeterminate', report.text);
      assert.equal(report.checks.status.outcome, 'cannot-tell');
    });
  }

  test('a list signed by someone else is never valid', async () => {
    const thief = await key('ES256');
    const other = didWeb(thief, 'thief');
    const report = await verify(await credential('stolen', [], 42, { issuer: other.did, by: thief, byKid: other.kid }));
    assert.notEqual(report.verdict, 'valid', report.text);
    assert.notEqual(report.checks.status.outcome, 'passed');
  });
});

describe('outside the test origin nothing is fetched', () => {
  test('a did:web on another loopback port cannot be told', async () => {
    const signer = await key('ES256');
    let touched = 0;
    const other = createServer((_, response) => { touched++; response.end('{}'); });
    await new Promise((listening) => other.listen(0, 'localhost', listening));
    try {
      const did = `did:web:localhost%3A${other.address().port}:x`;
      const report = await verify(await sign(plain(did), signer, `${did}#key-1`));
      assert.equal(report.verdict, 'indeterminate', report.text);
      assert.equal(touched, 0);
    } finally {
      other.closeAllConnections();
      await new Promise((closed) => other.close(closed));
    }
  });
});
