// Without the service: the command line's `verify` and the sample program that references Issuer.Core alone,
// each with the files that an employer would keep. They give the same verdicts as the service.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { alterCharacter, api, decodePart, fetchDidDocument, issue, issuerDid, root, samples } from './lib.mjs';

const run = promisify(execFile);
const configuration = /\/bin\/(\w+)\//.exec(process.env.ISSUER_ASSEMBLY)?.[1] ?? 'Release';
const sample = join(root, 'samples', 'OfflineVerifier', 'bin', configuration, 'net10.0', 'OfflineVerifier.dll');

let folder;
before(() => { folder = mkdtempSync(join(tmpdir(), 'issuer-offline-')); });
after(() => rmSync(folder, { recursive: true, force: true }));

for (const [program, command] of [
  ['the verify command', [process.env.ISSUER_ASSEMBLY, 'verify']],
  ['the sample program', [sample]],
]) {
  describe(program, () => {
    let issued, token, didDocument;
    const file = (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const statusList = async () => {
      const { credentialStatus } = decodePart(token, 1);
      return file('status', await (await fetch(credentialStatus.statusListCredential)).text());
    };
    /** Exit code and output. No setting of the service is at hand: it runs in an empty folder. */
    const verify = (...arguments_) => run('dotnet', [...command, ...arguments_], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } })
      .then(({ stdout }) => ({ code: 0, output: stdout }), (error) => ({ code: error.code, output: error.stdout + error.stderr }));

    /** The first line says it in one word. */
    const verdict = (output) => /\b(valid|invalid|indeterminate)\b/i.exec(output.split('\n')[0])?.[1].toLowerCase();

    before(async () => {
      assert.ok(existsSync(command[0]), `${command[0]} is built`);
      issued = await issue(samples()[0].request);
      token = issued.formats['vc+jwt'];
      didDocument = file('did.json', JSON.stringify(await fetchDidDocument(issuerDid)));
    });

    test('valid with DID document and status list', async () => {
      const { code, output } = await verify(file('good.jwt', token), '--did-document', didDocument, '--status-list', await statusList());
      assert.equal(code, 0, output);
      assert.equal(verdict(output), 'valid', output);
    });

    test('without the status list it cannot tell, and does not say valid', async () => {
      const { code, output } = await verify(file('good.jwt', token), '--did-document', didDocument);
      assert.notEqual(code, 0, output);
      assert.equal(verdict(output), 'indeterminate', output);
    });

    test('altered: invalid', async () => {
      const altered = alterCharacter(token, token.length - 20);
      const { code, output } = await verify(file('altered.jwt', altered), '--did-document', didDocument, '--status-list', await statusList());
      assert.notEqual(code, 0, output);
      assert.equal(verdict(output), 'invalid', output);
    });

    test('revoked: invalid with the new list', async () => {
      const answer = await api(`/v1/credentials/${issued.id}/revoke`, { method: 'POST', body: { reason: 'issued-in-error' } });
      assert.ok(answer.status < 300, answer.text);
      const { code, output } = await verify(file('good.jwt', token), '--did-document', didDocument, '--status-list', await statusList());
      assert.notEqual(code, 0, output);
      assert.equal(verdict(output), 'invalid', output);
    });

    test('leaves nothing behind', () => {
      assert.deepEqual(readdirSync(folder).filter((name) => !['did.json', 'good.jwt', 'altered.jwt', 'status'].includes(name)), []);
    });
  });
}
