// Do our badges pass 1EdTech's JSON schema of Open Badges 3.0 (VCDM 2.0 form)?
//
//   node ob3-schema.mjs --schema <ob_v3p0_achievementcredential_schema.json> document.json [document.jwt ...]
//
// A VC-JWT is checked as its payload without the registered claims. Exit code: 0 all valid, 1 a fault, 2 wrong use.
import { readFileSync } from 'node:fs';
import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';

const args = process.argv.slice(2);
const at = args.indexOf('--schema');
const schemaFile = at < 0 ? null : args.splice(at, 2)[1];
if (!schemaFile || args.length === 0) {
  console.error('usage: node ob3-schema.mjs --schema <schema file> document...');
  process.exit(2);
}

const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
// The published files write the dialect with an empty fragment, which ajv takes for another one.
schema.$schema = schema.$schema.replace(/#$/, '');
const ajv = new Ajv2019({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(schema);

function read(file) {
  const text = readFileSync(file, 'utf8').trim();
  if (text.startsWith('{'))
    return JSON.parse(text);
  const payload = JSON.parse(Buffer.from(text.split('.')[1], 'base64url').toString('utf8'));
  for (const claim of ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])
    delete payload[claim];
  return payload;
}

let failed = false;
for (const file of args) {
  const valid = validate(read(file));
  failed ||= !valid;
  console.log(`${valid ? 'ok' : 'FAULTY'} ${file}`);
  for (const error of valid ? [] : validate.errors)
    console.log(`  ${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
}
process.exit(failed ? 1 : 0);
