// SD-JWT VCs that npm's @sd-jwt/sd-jwt-vc issued and presented, in our verifier; and what is wrong with them is wrong in both.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createHeaderAndPayload, StatusList } from '@sd-jwt/jwt-status-list';
import { CompactSign, importJWK } from 'jose';
import { algorithms, issuer, verifier } from './sd-jwt-lib.mjs';
import { alterCharacter, verify } from './lib.mjs';

const port = Number(process.env.FOREIGN_SD_JWT_PORT);
const pages = new Map();
const server = createServer((request, response) => {
  const page = pages.get(request.url);
  response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' });
  response.end(page?.body ?? 'not here');
});
before(() => new Promise((listening) => server.listen(port, 'localhost', listening)));
after(() => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }));

const now = () => Math.floor(Date.now() / 1000);
const didJwk = ({ kty, crv, x, y }) => `did:jwk:${Buffer.from(JSON.stringify({ kty, crv, x, y })).toString('base64url')}`;
const publicPart = ({ kty, crv, x, y }) => ({ kty, crv, x, y });
const audience = 'https://verifier.example';

const claims = (iss, holder, more = {}) => ({
  iss,
  vct: 'urn:eu.europa.ec.eudi:learning:credential:1',
  iat: now() - 60,
  nbf: now() - 60,
  exp: now() + 3600,
  cnf: { jwk: publicPart(holder) },
  issuing_authority: 'Another University',
  issuing_country: 'BG',
  family_name: 'Ŵyn',
  given_name: 'Siân "S"',
  address: { locality: 'София', country: 'BG' },
  learning_outcomes: ['one', 'two', 'three'],
  ...more,
});
const frame = {
  _sd: ['family_name', 'given_name', 'address'],
  _sd_decoy: 3,
  address: { _sd: ['locality', 'country'], _sd_decoy: 1 },
  learning_outcomes: { _sd: [0, 2] },
};

/** Both verifiers say the same: ours valid or not, theirs by throwing. */
async function both(token, issuerJwk, expected, { nonce, statusList } = {}) {
  const ours = await verify(token, nonce ? { nonce, aud: audience } : undefined);
  assert.equal(ours.status, 200, ours.text);
  assert.equal(ours.verdict, expected ? 'valid' : 'invalid', ours.text);
  const theirs = await verifier(issuerJwk, { statusList });
  const asked = theirs.verify(token, { keyBindingNonce: nonce });
  if (expected) await asked; else await assert.rejects(asked);
  return ours;
}

for (const [alg, hash] of [['ES256', 'sha-256'], ['ES384', 'sha-384'], ['ES256', 'sha-512']]) {
  describe(`an issuer with ${alg} and ${hash}`, () => {
    let key, holder, sdjwt, did, token;
    before(async () => {
      key = await algorithms[alg].generateKeyPair();
      holder = await algorithms.ES256.generateKeyPair();
      sdjwt = await issuer(algorithms[alg], key.privateKey, holder.privateKey, hash);
      did = didJwk(key.publicKey);
      token = await sdjwt.issue(claims(did, holder.publicKey), frame, { header: { kid: `${did}#0` } });
    });
    const issueWith = (more) => sdjwt.issue(claims(did, holder.publicKey, more), frame, { header: { kid: `${did}#0` } });
    const bind = (token_, shown, nonce) => sdjwt.present(token_, shown, { kb: { payload: { iat: now(), aud: audience, nonce } } });

    test('with every disclosure it is valid and says all', async () => {
      const report = await both(token, key.publicKey, true);
      const { family_name, address, learning_outcomes } = report.json.credential;
      assert.deepEqual({ family_name, address, learning_outcomes }, { family_name: 'Ŵyn', address: { locality: 'София', country: 'BG' }, learning_outcomes: ['one', 'two', 'three'] });
    });

    test('a presentation says what was chosen, and nothing else', async () => {
      const presented = await sdjwt.present(token, { family_name: true, address: { locality: true }, learning_outcomes: { 2: true } });
      const report = await both(presented, key.publicKey, true);
      assert.deepEqual(report.json.credential.address, { locality: 'София' });
      assert.deepEqual(report.json.credential.learning_outcomes, ['two', 'three']);
      assert.ok(!report.text.includes('Siân'), report.text);
    });

    test('with key binding it answers the request that it was made for', async () => {
      const presented = await bind(token, { given_name: true }, 'n-1');
      const report = await both(presented, key.publicKey, true, { nonce: 'n-1' });
      assert.match(report.checks.signature.detail, /presented by the holder/);
      await both(presented, key.publicKey, false, { nonce: 'n-2' });
      await both(token, key.publicKey, false, { nonce: 'n-1' });
    });

    test('a key binding of another presentation, or by another key, is refused', async () => {
      const presented = await bind(token, { given_name: true }, 'n-1');
      const kb = presented.slice(presented.lastIndexOf('~') + 1);
      await both(`${token}${kb}`, key.publicKey, false, { nonce: 'n-1' });
      const stranger = await algorithms.ES256.generateKeyPair();
      const thief = await issuer(algorithms[alg], key.privateKey, stranger.privateKey, hash);
      const stolen = await thief.present(token, { given_name: true }, { kb: { payload: { iat: now(), aud: audience, nonce: 'n-1' } } });
      await both(stolen, key.publicKey, false, { nonce: 'n-1' });
    });

    test('altered, it is refused', async () => {
      const parts = token.split('~');
      for (const position of [parts[0].indexOf('.') + 30, parts[0].length - 20]) await both(alterCharacter(token, position), key.publicKey, false);
      const [, payload] = parts[0].split('.');
      const changed = JSON.parse(Buffer.from(payload, 'base64url'));
      changed.issuing_authority = 'A better university';
      await both(token.replace(payload, Buffer.from(JSON.stringify(changed)).toString('base64url')), key.publicKey, false);
    });

    // Theirs leaves it out in silence or throws, as it happens; ours refuses, as RFC 9901 section 7.1 says.
    test('a disclosure that is altered, foreign or there twice is refused by ours', async () => {
      const parts = token.split('~');
      const foreign = Buffer.from(JSON.stringify(['c2FsdA', 'grade', 'Distinction'])).toString('base64url');
      for (const other of [[parts[0], alterCharacter(parts[1], 8), ...parts.slice(2)], [parts[0], foreign, ...parts.slice(1)], [parts[0], parts[1], ...parts.slice(1)]]) {
        const report = await verify(other.join('~'));
        assert.equal(report.verdict, 'invalid', report.text);
        assert.equal(report.checks.format.outcome, 'failed');
      }
    });

    test('signed with another key than the issuer’s, it is refused', async () => {
      const other = await algorithms[alg].generateKeyPair();
      const forger = await issuer(algorithms[alg], other.privateKey, undefined, hash);
      await both(await forger.issue(claims(did, holder.publicKey), frame, { header: { kid: `${did}#0` } }), key.publicKey, false);
    });

    test('expired, or of tomorrow, it is refused', async () => {
      const expired = await both(await issueWith({ exp: now() - 60 }), key.publicKey, false);
      assert.equal(expired.checks.validity.code, 'expired');
      const early = await both(await issueWith({ nbf: now() + 86400 }), key.publicKey, false);
      assert.equal(early.checks.validity.code, 'not-yet-valid');
    });

    test('their status list says valid, revoked and suspended to both', async () => {
      const uri = `http://localhost:${port}/lists/${alg}-${hash}`;
      for (const [status, code] of [[0, 'active'], [1, 'revoked'], [2, 'suspended']]) {
        const path = `/lists/${alg}-${hash}-${status}`;
        const statuses = Array(4096).fill(0);
        statuses[77] = status;
        const { header, payload } = createHeaderAndPayload(
          new StatusList(statuses, 2), { iss: did, sub: `http://localhost:${port}${path}`, iat: now(), exp: now() + 600 }, { alg, typ: 'statuslist+jwt', kid: `${did}#0` });
        const statusList = await new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader(header).sign(await importJWK(key.privateKey, alg));
        pages.set(path, { type: 'application/statuslist+jwt', body: statusList });
        const report = await both(await issueWith({ status: { status_list: { idx: 77, uri: uri + `-${status}` } } }), key.publicKey, status === 0, { statusList });
        assert.equal(report.checks.status.code, code);
      }
    });

    test('an issuer with a web address is found by its metadata', async () => {
      const iss = `https://localhost:${port}/${alg}-${hash}`;
      pages.set(`/.well-known/jwt-vc-issuer/${alg}-${hash}`, { type: 'application/json', body: JSON.stringify({ issuer: iss, jwks_uri: `https://localhost:${port}/${alg}-${hash}/jwks` }) });
      pages.set(`/${alg}-${hash}/jwks`, { type: 'application/jwk-set+json', body: JSON.stringify({ keys: [{ ...publicPart(key.publicKey), kid: 'k1' }] }) });
      const report = await both(await sdjwt.issue(claims(iss, holder.publicKey), frame, { header: { kid: 'k1' } }), key.publicKey, true);
      assert.equal(report.checks.issuer.code, 'issuer-key');
      assert.equal(report.checks.trust.outcome, 'warning');
    });
  });
}
