// One changed character anywhere in a token fails: in jose, in did-jwt-vc, in our service and in our offline command.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { verifyCredential } from 'did-jwt-vc';
import { compactVerify, createLocalJWKSet } from 'jose';
import { alterCharacter, api, decodePart, each, fetchDidDocument, issue, issuerDid, loopbackResolver, samples, serviceUrl, verify } from './lib.mjs';

const run = promisify(execFile);

for (const jwtAlgorithm of ['ES256', 'EdDSA']) {
  describe(`a token signed with ${jwtAlgorithm}`, () => {
    let token, positions, folder;
    before(async () => {
      token = (await issue(samples()[0].request, { jwtAlgorithm })).formats['vc+jwt'];
      positions = Array.from(token, (_, i) => i);
      folder = mkdtempSync(join(tmpdir(), 'issuer-altered-'));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('jose refuses each position', async () => {
      const jwks = createLocalJWKSet(await (await fetch(`${serviceUrl}/institutions/${issuerDid.split(':').at(-1)}/jwks.json`)).json());
      await compactVerify(token, jwks);
      await each(positions, 16, async (i) => {
        await assert.rejects(compactVerify(alterCharacter(token, i), jwks), `position ${i} of ${token.length}`);
      });
    });

    test('did-jwt-vc refuses every 20th position, and all of the header and signature', async () => {
      const resolver = loopbackResolver();
      const policies = { format: false };
      await verifyCredential(token, resolver, { policies });
      const [first, second] = [token.indexOf('.'), token.lastIndexOf('.')];
      await each(positions.filter((i) => i % 20 === 0 || i <= first || i >= second), 4, async (i) => {
        await assert.rejects(verifyCredential(alterCharacter(token, i), resolver, { policies }), `position ${i} of ${token.length}`);
      });
    });

    test('POST /v1/verify refuses each position', async () => {
      assert.equal((await verify(token)).verdict, 'valid');
      await each(positions, 8, async (i) => {
        const answer = await verify(alterCharacter(token, i));
        assert.ok([200, 400, 422].includes(answer.status), `position ${i}: ${answer.status} ${answer.text}`);
        if (answer.status === 200) assert.equal(answer.verdict, 'invalid', `position ${i}: ${answer.text}`);
      });
    });

    test('POST /v1/verify refuses another spelling of the same signature: trailing bits, padding, line ends', async () => {
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const trailing = token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)) ^ 1];
      assert.deepEqual(Buffer.from(trailing.split('.')[2], 'base64url'), Buffer.from(token.split('.')[2], 'base64url'), 'the same bytes');
      for (const other of [trailing, `${token}==`, token.replace('.', '=.'), `${token.slice(0, 40)}\n${token.slice(40)}`]) {
        const answer = await verify(other);
        assert.notEqual(answer.verdict, 'valid', JSON.stringify(other.slice(-60)));
        assert.ok(answer.status < 500, answer.text);
      }
    });

    test('the offline command refuses sampled positions of each part', async () => {
      const didDocument = join(folder, 'did.json');
      const statusList = join(folder, 'status');
      writeFileSync(didDocument, JSON.stringify(await fetchDidDocument(issuerDid)));
      const { credentialStatus } = decodePart(token, 1);
      writeFileSync(statusList, await (await fetch(credentialStatus.statusListCredential)).text());
      const offline = async (name, text) => {
        const file = join(folder, name);
        writeFileSync(file, text);
        const arguments_ = [process.env.ISSUER_ASSEMBLY, 'verify', file, '--did-document', didDocument, '--status-list', statusList];
        return run('dotnet', arguments_, { cwd: folder }).then(({ stdout }) => ({ code: 0, stdout }), ({ code, stdout }) => ({ code, stdout }));
      };
      const intact = await offline('intact.jwt', token);
      assert.equal(intact.code, 0, intact.stdout);
      const [first, second] = [token.indexOf('.'), token.lastIndexOf('.')];
      const sampled = [0, first >> 1, first, first + 1, (first + second) >> 1, second - 1, second, second + 1, (second + token.length) >> 1, token.length - 1];
      await each(sampled, 2, async (i) => {
        const altered = await offline(`altered-${i}.jwt`, alterCharacter(token, i));
        assert.equal(typeof altered.code, 'number');
        assert.notEqual(altered.code, 0, `position ${i}: ${altered.stdout}`);
      });
    });
  });
}

test('the service is healthy afterwards', async () => {
  assert.equal((await api('/health/ready', { anonymous: true })).status, 200);
});
