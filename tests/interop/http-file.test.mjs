// samples/session.http, request by request, as an editor would run it: variables, files, named answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { development, root, serviceUrl } from './lib.mjs';

const file = join(root, 'samples', 'session.http');
const variables = new Map();
const answers = new Map();

/** `{{name}}`, or `{{request.response.body.$.path}}` of an answer with that @name. */
function fill(text) {
  return text.replaceAll(/\{\{([^}]+)\}\}/g, (_, expression) => {
    const answer = /^(\w+)\.response\.body\.\$(.+)$/.exec(expression);
    if (!answer) {
      assert.ok(variables.has(expression), `{{${expression}}} is defined`);
      return variables.get(expression);
    }
    let value = answers.get(answer[1]);
    for (const [, name, quoted] of answer[2].matchAll(/\.(\w+)|\['([^']+)'\]/g)) value = value?.[name ?? quoted];
    assert.equal(typeof value, 'string', expression);
    return value;
  });
}

const [head, ...requests] = readFileSync(file, 'utf8').split(/^### ?/m);
for (const [, name, value] of head.matchAll(/^@(\w+) *= *(.+)$/gm)) variables.set(name, value.trim());
// What the head of the file asks the reader to put in.
variables.set('url', serviceUrl);
variables.set('apiKey', development.apiKey);

test('the file names the institution of a first start', () => assert.equal(variables.get('slug'), development.institution.slug));
assert.ok(requests.length >= 5);

for (const request of requests) {
  const [title, ...lines] = request.split('\n');
  test(title, async () => {
    const name = lines.find((l) => l.startsWith('# @name '))?.slice('# @name '.length).trim();
    const content = lines.filter((l) => !l.startsWith('#')).join('\n').trim();
    const [headers, ...rest] = content.split('\n\n');
    const [line, ...fields] = headers.split('\n');
    const [method, url] = fill(line).split(' ');
    let body = rest.join('\n\n').trim();
    body = body.startsWith('< ') ? readFileSync(join(dirname(file), body.slice(2).trim()), 'utf8') : fill(body);
    const response = await fetch(url, {
      method,
      headers: Object.fromEntries(fields.map((f) => fill(f).split(/: (.*)/s).slice(0, 2))),
      body: body || undefined,
    });
    const text = await response.text();
    assert.ok(response.ok, `${response.status} ${text}`);
    if (name) answers.set(name, JSON.parse(text));
  });
}
