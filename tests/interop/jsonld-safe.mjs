// Do our badges mean in RDF what they say in JSON? Expands each document with jsonld.js in safe mode (no dropped term, no relative IRI), canonizes it the way
// Data Integrity does, and looks every EU element up in the quads. Nothing is fetched: contexts come from a folder.
//
//   node jsonld-safe.mjs --contexts <shared folder> [--quads] document.json [document.jwt ...]
//
// A document is a JSON credential, or a VC-JWT (its registered claims are taken out first). Exit code: 0 all good, 1 a fault, 2 wrong use.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonld from 'jsonld';

const CONTEXT_FILES = {
  'https://www.w3.org/ns/credentials/v2': 'vectors/contexts/credentials/contexts/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json': 'data/ob3/context-3.0.3.json',
};
const ELM = 'http://data.europa.eu/snb/model/elm/';
const DC = 'http://purl.org/dc/terms/';
const CREDENTIALS = 'https://www.w3.org/2018/credentials#';

// Annex I of the Council Recommendation of 16 June 2022: what must be in the graph for each mandatory element (one of the alternatives).
const MANDATORY = {
  'learner': ['http://xmlns.com/foaf/0.1/fullName'],
  'title': [`${DC}title`],
  'country of the issuer': [`${ELM}countryCode`],
  'awarding bodies': [`${ELM}awardingBody`],
  'date of issuing': [`${ELM}awardingDate`],
  'learning outcomes': [`${ELM}learningOutcome`],
  'workload': [`${ELM}creditPoint`, `${ELM}volumeOfLearning`],
  'level': [`${ELM}EQFLevel`, `${ELM}NQFLevel`, `${ELM}educationLevel`, 'urn:x-issuer:elements:reasonForNoLevel'],
  'assessment': [`${ELM}provenBy`],
  'participation': [`${ELM}mode`],
  'quality assurance': [`${ELM}accreditation`],
};

const args = process.argv.slice(2);
const at = args.indexOf('--contexts');
const folder = at < 0 ? null : args.splice(at, 2)[1];
const showQuads = args.includes('--quads');
const files = args.filter(arg => !arg.startsWith('--'));
if (!folder || files.length === 0) {
  console.error('usage: node jsonld-safe.mjs --contexts <shared folder> [--quads] document...');
  process.exit(2);
}

const loaded = new Map();
async function documentLoader(url) {
  if (!loaded.has(url)) {
    const file = CONTEXT_FILES[url];
    if (!file || !existsSync(join(folder, file)))
      throw new Error(`the context ${url} is not in ${folder}`);
    loaded.set(url, JSON.parse(readFileSync(join(folder, file), 'utf8')));
  }
  return { documentUrl: url, document: loaded.get(url), contextUrl: null };
}

function read(file) {
  const text = readFileSync(file, 'utf8').trim();
  if (text.startsWith('{'))
    return JSON.parse(text);
  const payload = JSON.parse(Buffer.from(text.split('.')[1], 'base64url').toString('utf8'));
  for (const claim of ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])
    delete payload[claim];
  return payload;
}

// Every term of a context, those of scoped contexts too.
function termsOf(context, found = new Set()) {
  for (const [term, definition] of Object.entries(context ?? {})) {
    if (!term.startsWith('@') && term !== 'id' && term !== 'type')
      found.add(term);
    if (definition && typeof definition === 'object' && definition['@context'])
      termsOf(definition['@context'], found);
  }
  return found;
}

function expandTerm(value, context) {
  const iri = typeof value === 'string' ? value : value['@id'];
  const [prefix, rest] = iri.split(/:(.*)/s);
  return typeof context[prefix] === 'string' && !rest.startsWith('//') ? context[prefix] + rest : iri;
}

function* members(node) {
  if (Array.isArray(node)) {
    for (const item of node)
      yield* members(item);
  } else if (node && typeof node === 'object') {
    for (const [name, value] of Object.entries(node)) {
      if (name === '@context')
        continue;
      yield [name, value];
      yield* members(value);
    }
  }
}

async function faultsOf(document) {
  const faults = [];
  const contexts = document['@context'];
  const inline = contexts.find(context => typeof context === 'object');
  if (inline) {
    const taken = new Set();
    for (const url of contexts.filter(context => typeof context === 'string'))
      termsOf((await documentLoader(url)).document['@context'], taken);
    for (const term of termsOf(inline)) {
      if (taken.has(term))
        faults.push(`the inline context defines ${term}, which a context before it defines`);
    }
  }

  await jsonld.expand(document, { documentLoader, safe: true, base: null });
  const quads = await jsonld.canonize(document, {
    algorithm: 'RDFC-1.0', format: 'application/n-quads', documentLoader, safe: true, base: null, rdfDirection: 'i18n-datatype',
  });
  if (showQuads)
    console.log(quads);

  const lines = quads.trimEnd().split('\n');
  const predicates = new Set();
  for (const line of lines) {
    const [, subject, predicate, object] = /^(\S+) <([^>]+)> (.+?) (?:\S+ )?\.$/s.exec(line) ?? [];
    if (!predicate) {
      faults.push(`a quad that cannot be read: ${line}`);
      continue;
    }
    predicates.add(predicate);
    for (const term of [subject, object]) {
      if (term.startsWith('<') && !/^<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+>$/.test(term))
        faults.push(`no absolute IRI: ${term}`);
    }
  }

  if (inline) {
    for (const [element, alternatives] of Object.entries(MANDATORY)) {
      if (!alternatives.some(predicate => predicates.has(predicate)))
        faults.push(`mandatory element without a quad: ${element}`);
    }

    for (const [name, value] of members(document)) {
      const definition = inline[name];
      if (definition === undefined)
        continue;
      if (!predicates.has(expandTerm(definition, inline)))
        faults.push(`the term ${name} is in the document and not in the graph`);
      if (definition['@container'] !== '@language')
        continue;
      for (const [language, text] of Object.entries(value)) {
        const literal = `${JSON.stringify(text).replace(/[\u007f]/g, '\\u007F')}@${language.toLowerCase()}`;
        if (!lines.some(line => line.toLowerCase().includes(literal.toLowerCase())))
          faults.push(`the text of ${name} in ${language} is not in the graph`);
      }
    }
    if (!predicates.has(`${CREDENTIALS}credentialStatus`))
      faults.push('no status in the graph');
  }
  return [faults, lines.length];
}

let failed = false;
for (const file of files) {
  try {
    const [faults, quads] = await faultsOf(read(file));
    failed ||= faults.length > 0;
    console.log(`${faults.length ? 'FAULTY' : 'ok'} ${file}: ${quads} quads`);
    for (const fault of faults)
      console.log(`  ${fault}`);
  } catch (error) {
    failed = true;
    console.log(`FAULTY ${file}: ${error.message}`);
    if (error.details?.event)
      console.log(`  ${JSON.stringify(error.details.event)}`);
  }
}
process.exit(failed ? 1 : 0);
