import * as fs from 'fs';
import * as path from 'path';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { CATEGORIES, GUARD, policy, run } from './guarded';
import { INVALID_HOSTS, VALID_HOSTS } from '../../runtime-protection/host-entries';

const schema = JSON.parse(fs.readFileSync(path.join(GUARD, 'policy.schema.json'), 'utf8')) as object;
const matchesSchema = new Ajv({ strict: false }).compile(schema);

/** Returns the native library's verdict on a policy: its answer to the wrapper, or the message with which it stops. */
function ask(document: string): { valid: boolean; text: string } {
  const { status, stdout, stderr } = run(['/bin/true'], document, { env: { SEC3_GUARD_PROBE: '1' } });
  return { valid: status === 0 && /^(active|off) /.test(stdout), text: status === 0 ? stdout : stderr };
}

const VALID = JSON.parse(policy('block', { allowedHosts: ['a.example:443'], initCode: ['a/*.py'] })) as Record<string, unknown>;
const change = (changes: object) => JSON.stringify({ ...VALID, ...changes });
const withMode = (changes: object) => change({ modes: { ...(VALID.modes as object), ...changes } });
const withHost = (host: unknown) => change({ allowedHosts: ['a.example', host] });
const text = JSON.stringify(VALID);

describe('rejected policies', () => {
  test.each([
    ['an empty object', '{}', '/: key "version" is missing'],
    ['a missing key', change({ awsEndpoints: undefined }), '/: key "awsEndpoints" is missing'],
    ['a missing mode', withMode({ worker: undefined }), '/modes: key "worker" is missing'],
    ['an unknown key', change({ allowedHost: [] }), '/: unknown key "allowedHost"'],
    ['an unknown category', withMode({ childprocess: 'block' }), '/modes: unknown key "childprocess"'],
    ['the same key twice', text.replace('{', '{"version":1,'), '/: key "version" appears twice'],
    ['a category twice', text.replace('"worker":', '"worker":"allow","worker":'), '/modes: key "worker" appears twice'],
    ['the same key twice, once with an escape', text.replace('"worker":', '"work\\u0065r":"allow","worker":'), '/modes: key "worker" appears twice'],
    ['a prototype', text.replace('{', '{"__proto__":{},'), 'unknown key "__proto__"'],
    ['another version', change({ version: 2 }), '/version: expected 1, the version that this guard knows, found 2'],
    ['a version that starts with 1', change({ version: 10 }), '/version'],
    ['a version as text', change({ version: '1' }), '/version: expected 1, the version that this guard knows, found "1"'],
    ['an unknown mode', withMode({ network: 'deny' }), '/modes/network: expected "block", "alert" or "allow", found "deny"'],
    ['a mode in capitals', withMode({ network: 'Block' }), '/modes/network'],
    ['a mode that is not a text', withMode({ network: true }), '/modes/network: expected "block", "alert" or "allow", found true'],
    ['modes as an array', change({ modes: [] }), '/modes: expected an object, found []'],
    ['modes as null', change({ modes: null }), '/modes: expected an object, found null'],
    ['hosts as text', change({ allowedHosts: 'a.example' }), '/allowedHosts: expected an array of hosts'],
    ['a host as a number', withHost(1), '/allowedHosts/1: expected a host in double quotes, found 1'],
    ['101 hosts', change({ allowedHosts: Array<string>(101).fill('a.example') }), '/allowedHosts/100: more than 100 entries'],
    ['paths as text', change({ initCode: 'a.py' }), '/initCode: expected an array of paths'],
    ['a path as a number', change({ initCode: ['a.py', 1] }), '/initCode/1: expected a path in double quotes, found 1'],
    ['an absolute path', change({ initCode: ['/a.py'] }), '/initCode/0: "/a.py" has an empty part, . or .. in it; write a path relative to'],
    ['a path that leaves the folder', change({ initCode: ['a/../../b.py'] }), '/initCode/0: "a/../../b.py" has an empty part'],
    ['a folder with a slash at its end', change({ initCode: ['a/'] }), '/initCode/0: "a/" has an empty part'],
    ['an empty path', change({ initCode: [''] }), '/initCode/0: "" is not between 1 and 200 characters long'],
    ['a path with a quote', change({ initCode: ['a"b'] }), '/initCode/0: "a"b" has a character that is no printable ASCII'],
    ['a path beyond ASCII', change({ initCode: ['\u00e9.py'] }), '/initCode/0'],
    ['a path that is too long', change({ initCode: ['a'.repeat(201)] }), '/initCode/0: "'],
    ['101 paths', change({ initCode: Array<string>(101).fill('a.py') }), '/initCode/100: more than 100 entries'],
    ['awsEndpoints as text', change({ awsEndpoints: 'true' }), '/awsEndpoints: expected true or false'],
    ['an unknown onDegraded', change({ onDegraded: 'ignore' }), '/onDegraded: expected "fail" or "warn", found "ignore"'],
    ['a comma at the end', text.replace('}}', '},}').replace(/}$/, ',}'), ''],
    ['no comma', text.replace(',"modes"', '"modes"'), "expected ',' or '}'"],
    ['no colon', text.replace('"version":1', '"version" 1'), "expected ':' after a key"],
    ['a comment', text.replace('{', '{/* */'), 'expected a key in double quotes'],
    ['single quotes', text.replace(/"/g, "'"), 'expected a key in double quotes'],
    ['an end too early', text.slice(0, -1), "expected ',' or '}', found the end of the document"],
    ['an end within a text', text.slice(0, 5), 'expected a string that ends'],
    ['more after the end', `${text}{}`, 'expected nothing after the document, found {}'],
    ['a bad escape', text.replace('"version"', '"\\x76ersion"'), 'expected a valid JSON string'],
    ['a line break in a text', text.replace('a.example', 'a.exam\nple'), 'expected a valid JSON string'],
    ['a NUL in a key', text.replace('"version"', '"version\\u0000"'), 'unknown key'],
    ['NaN', text.replace('"version":1', '"version":NaN'), '/version'],
    ['a byte order mark', `\ufeff${text}`, "starts with neither '{'"],
  ])('%s', (_, document, message) => {
    const { valid, text: said } = ask(document);
    expect(valid).toBe(false);
    expect(said).toMatch(/^sec3-runtime-guard: SEC3_RUNTIME_POLICY.*\n$/);
    expect(said).toContain(message);
  });

  test.each(INVALID_HOSTS.map(([host]) => host))('host %p', (host) => {
    const { valid, text: said } = ask(withHost(host));
    expect(valid).toBe(false);
    expect(said).toContain(' at /allowedHosts/1: ');
    expect(matchesSchema(JSON.parse(withHost(host)))).toBe(false);
  });
});

describe('accepted policies', () => {
  test.each(VALID_HOSTS)('host %p', (host) => {
    expect(ask(withHost(host))).toMatchObject({ valid: true });
    expect(matchesSchema(JSON.parse(withHost(host)))).toBe(true);
  });

  test('white space, any order of keys, and escapes', () => {
    const turned = Object.fromEntries(Object.entries(VALID).reverse());
    expect(ask(JSON.stringify(turned, null, '\t').replace('block', 'bl\\u006fck')).text).toContain('"childProcess":"block"');
  });

  test('the answer contains each mode, and whether the guard is needed', () => {
    expect(ask(policy('allow', { onDegraded: 'warn' })).text).toMatch(/^off warn "childProcess":"allow",/);
    expect(ask(policy('allow', { modes: { inspector: 'alert' } })).text).toMatch(/^active fail "childProcess":"allow",.*"inspector":"alert"\n$/);
  });

  test('all modes are read for their categories', () => {
    const modes = fc.record(Object.fromEntries(CATEGORIES.map((category) => [category, fc.constantFrom('block', 'alert', 'allow')])));
    fc.assert(fc.property(modes, (chosen) => {
      const answer = ask(change({ modes: chosen })).text;
      expect(JSON.parse(`{${answer.slice(answer.indexOf('"')).trim()}}`)).toEqual(chosen);
    }), { numRuns: 50 });
  });
});

describe('random documents', () => {
  const leaf = fc.oneof(fc.constantFrom<unknown>(1, 0, true, false, null, 'block', 'alert', 'allow', 'fail', 'warn', 'a.example', '*.b.example:1', '1.2.3.4/8'), fc.string({ maxLength: 8 }), fc.double({ noNaN: true }));

  /** A valid policy with one change. */
  const nearlyValid = fc.tuple(
    fc.constantFrom(...Object.keys(VALID).map((key) => [key]), ...CATEGORIES.map((category) => ['modes', category]), ['allowedHosts', '0'], ['initCode', '0'], ['extra'], ['modes', 'extra']),
    fc.option(leaf, { nil: undefined }),
  ).map(([place, value]) => {
    const document = JSON.parse(text) as any;
    const parent = place.length === 1 ? document : document[place[0]];
    const key = place[place.length - 1];
    if (Array.isArray(parent)) parent.splice(0, 1, ...(value === undefined ? [] : [value]));
    else if (value === undefined) delete parent[key];
    else parent[key] = value;
    return document as unknown;
  });

  test('the native parser and the schema agree on documents', () => {
    fc.assert(fc.property(nearlyValid, (document) => {
      expect(ask(JSON.stringify(document)).valid).toBe(matchesSchema(document));
    }), { numRuns: 200 });
  });

  test('they agree on paths', () => {
    const parts = fc.constantFrom('/', '.', '..', 'a', '*', '**', ' ', '\\', '"', '\u007f', '\u00e9', '\n', 'b.py');
    fc.assert(fc.property(fc.array(parts, { maxLength: 6 }).map((chosen) => chosen.join('')), (entry) => {
      const document = change({ initCode: [entry] });
      expect({ entry, valid: ask(document).valid }).toEqual({ entry, valid: matchesSchema(JSON.parse(document)) });
    }), { numRuns: 200 });
  });

  test('they agree on nearly valid hosts', () => {
    const added = fc.constantFrom('', '.', ':', '/', '*', '*.', '[', ']', '%', '-', '_', '0', '00', '256', '65536', 'g', '::', ' ', '\u0000', '\n', '\u007f', '\u00e9', '"');
    const host = fc.tuple(fc.constantFrom(...VALID_HOSTS), fc.nat(20), fc.nat(2), added)
      .map(([entry, at, removed, between]) => entry.slice(0, at) + between + entry.slice(at + removed));
    fc.assert(fc.property(host, (entry) => {
      expect({ entry, valid: ask(withHost(entry)).valid }).toEqual({ entry, valid: matchesSchema(JSON.parse(withHost(entry))) });
    }), { numRuns: 300 });
  });

  test('no text crashes the parser, and invalid JSON is rejected', () => {
    const mutation = fc.tuple(fc.nat(text.length), fc.nat(4), fc.string({ unit: 'binary-ascii', maxLength: 3 }).map((added) => added.replace(/\0/g, '')));
    fc.assert(fc.property(mutation, ([at, removed, added]) => {
      const document = `{${(text.slice(0, at) + added + text.slice(at + removed)).replace(/^\{?/, '')}`;
      const outcome = run(['/bin/true'], document, { env: { SEC3_GUARD_PROBE: '1' } });
      expect([0, 1]).toContain(outcome.status);
      if (outcome.status === 0) expect(matchesSchema(JSON.parse(document))).toBe(true);
    }), { numRuns: 200 });
  });
});
