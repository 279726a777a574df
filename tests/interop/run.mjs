// Starts a service of its own on a free loopback port, with data and keys in a temporary folder, runs every *.test.mjs against it
// with node's own test runner, and stops it.   node run.mjs PATH/Issuer.Service.dll [test files…]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [assembly, ...chosen] = process.argv.slice(2);
if (!assembly || !existsSync(assembly)) {
  console.error('usage: node run.mjs PATH/Issuer.Service.dll [test files…]');
  process.exit(2);
}

const freePort = () => new Promise((found, failed) => {
  const probe = createServer();
  probe.once('error', failed);
  probe.listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

const folder = mkdtempSync(join(tmpdir(), 'issuer-interop-'));
const port = await freePort();
const foreignPort = await freePort();
const sdJwtPort = await freePort();
const url = `http://localhost:${port}`;
const log = join(folder, 'service.log');

// One instance of the VC-API for each cryptosuite and key, under the institution's DID and under did:key; tokens for a client; a presentation's verifier is any.
const suites = {
  'eddsa-rdfc': ['eddsa-rdfc-2022', 'EdDSA'], 'eddsa-jcs': ['eddsa-jcs-2022', 'EdDSA'],
  'p256-rdfc': ['ecdsa-rdfc-2019', 'ES256'], 'p256-jcs': ['ecdsa-jcs-2019', 'ES256'],
  'p384-rdfc': ['ecdsa-rdfc-2019', 'ES384'], 'p384-jcs': ['ecdsa-jcs-2019', 'ES384'],
};
const vcApi = {};
const instance = (name, members) => {
  for (const [member, value] of Object.entries({ Institution: 'university-of-example', ...members })) vcApi[`Issuer__VcApi__Instances__${name}__${member}`] = value;
};
for (const [name, [Cryptosuite, Algorithm]] of Object.entries(suites)) {
  instance(name, { Cryptosuite, Algorithm });
  instance(`did-${name}`, { Cryptosuite, Algorithm, Key: 'did-key', Access: 'open', Issuer: 'set' });
}
instance('jwt', { Form: 'vc+jwt' });
instance('client', { Cryptosuite: 'eddsa-rdfc-2022', Access: 'client-credentials', Status: 'revocation' });
const service = spawn('dotnet', [resolve(assembly)], {
  cwd: folder,
  stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
  env: {
    ...process.env,
    ASPNETCORE_ENVIRONMENT: 'Development',
    ASPNETCORE_URLS: url,
    Issuer__PublicUrl: url,
    Issuer__DataDirectory: join(folder, 'data'),
    Issuer__KeysDirectory: join(folder, 'keys'),
    // The origins on which the tests play other institutions; refused, as every loopback address, without this setting.
    Issuer__Outbound__AllowedTestOrigins: `http://localhost:${foreignPort},http://localhost:${sdJwtPort}`,
    ...vcApi,
  },
});
let gone = false;
const ended = new Promise((resolveEnd) => service.once('exit', (code, signal) => { gone = true; resolveEnd(code ?? signal); }));

async function ready() {
  for (let attempt = 0; attempt < 600 && !gone; attempt++) {
    try {
      if ((await fetch(`${url}/health/ready`)).ok) return true;
    } catch { /* not listening yet */ }
    await new Promise((again) => setTimeout(again, 100));
  }
  return false;
}

let code = 1;
try {
  if (!(await ready())) {
    console.error(`the service did not become ready:\n${readFileSync(log, 'utf8')}`);
  } else {
    const files = chosen.length ? chosen : readdirSync(here).filter((f) => f.endsWith('.test.mjs')).map((f) => join(here, f));
    const arguments_ = ['--test', '--test-reporter=tap', ...files];
    // Before node 20 WebCrypto, which jose needs, is not global by itself.
    if (Number(process.versions.node.split('.')[0]) < 20) arguments_.unshift('--experimental-global-webcrypto');
    const runner = spawn(process.execPath, arguments_, {
      stdio: 'inherit',
      env: {
        ...process.env,
        ISSUER_URL: url,
        ISSUER_DEVELOPMENT: join(folder, 'data', 'development.json'),
        ISSUER_ASSEMBLY: resolve(assembly),
        FOREIGN_PORT: String(foreignPort),
        FOREIGN_SD_JWT_PORT: String(sdJwtPort),
      },
    });
    code = await new Promise((done) => runner.once('exit', (c) => done(c ?? 1)));
    if (gone) {
      console.error(`the service ended during the tests:\n${readFileSync(log, 'utf8').slice(-4000)}`);
      code = 1;
    }
  }
} finally {
  service.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
