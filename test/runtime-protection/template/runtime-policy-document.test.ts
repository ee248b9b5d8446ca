import * as fs from 'fs';
import * as path from 'path';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { policyProblems, readPolicy, RUNTIME_CATEGORIES } from '../../../lib/runtime-protection/template/runtime-policy-document';

const SCHEMA = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '..', 'lambda', 'runtime-guard', 'policy.schema.json'), 'utf8'));
const isValid = new Ajv({ allErrors: true }).compile(SCHEMA);

/** The example of the contract. */
const POLICY = {
  version: 1,
  modes: {
    childProcess: 'block', network: 'block', fileWrite: 'alert', sourceRead: 'alert', nativeAddon: 'block', dynamicCode: 'alert', worker: 'alert', inspector: 'block',
  },
  allowedHosts: ['api.example.com:443', '*.example.org', '10.0.0.0/8:5432', '[2001:db8::]/32'],
  awsEndpoints: true,
  onDegraded: 'fail',
};

function problems(change: (policy: any) => unknown): string[] {
  const policy = structuredClone(POLICY);
  const changed = change(policy) ?? policy;
  expect(isValid(changed)).toBe(false);
  return policyProblems(changed).map(({ pointer, message }) => `${pointer} ${message}`);
}

test('a valid policy has no problems', () => {
  expect(policyProblems(POLICY)).toEqual([]);
  expect(isValid(POLICY)).toBe(true);
  expect(readPolicy(JSON.stringify(POLICY, null, 2))).toEqual({ document: POLICY, problems: [] });
});

test('a policy may list files that may create code', () => {
  const policy = { ...POLICY, initCode: ['attr/_make.py', 'sqlalchemy/**', 'a b/.c'] };
  expect(policyProblems(policy)).toEqual([]);
  expect(isValid(policy)).toBe(true);
});

test('the schema has the categories in order', () => {
  expect(Object.keys(SCHEMA.properties.modes.properties)).toEqual([...RUNTIME_CATEGORIES]);
});

test.each<[string, (policy: any) => unknown, string[]]>([
  ['no object', () => [], [' is []; an object is expected']],
  ['another version', (policy) => void (policy.version = 2), ['/version is 2; 1 is expected']],
  ['a version as text', (policy) => void (policy.version = '1'), ['/version is "1"; 1 is expected']],
  ['a key that is missing', (policy) => void delete policy.onDegraded, ['/onDegraded is missing']],
  ['a mode that is missing', (policy) => void delete policy.modes.worker, ['/modes/worker is missing']],
  ['an unknown mode', (policy) => void (policy.modes.network = 'deny'), ['/modes/network is "deny"; "block" or "alert" or "allow" is expected']],
  [
    'an unknown key',
    (policy) => void (policy['a/b'] = 1),
    ['/a~1b is not known; the keys are version, modes, allowedHosts, awsEndpoints, onDegraded, initCode'],
  ],
  ['modes that are not an object', (policy) => void (policy.modes = 'block'), ['/modes is "block"; an object is expected']],
  ['hosts that are not a list', (policy) => void (policy.allowedHosts = 'a'), ['/allowedHosts is "a"; a list of hosts is expected']],
  ['a host that is not a text', (policy) => void (policy.allowedHosts = ['a', 1]), ['/allowedHosts/1 is 1; a host is expected']],
  ['an invalid host', (policy) => void (policy.allowedHosts = ['*']), ['/allowedHosts/0 "*" allows every host; set the mode of network to allow instead']],
  ['too many hosts', (policy) => void (policy.allowedHosts = new Array(101).fill('a')), ['/allowedHosts has 101 entries; at most 100 are allowed']],
  ['paths that are not a list', (policy) => void (policy.initCode = 'a.py'), ['/initCode is "a.py"; a list of paths is expected']],
  ['a path that is not a text', (policy) => void (policy.initCode = ['a.py', 1]), ['/initCode/1 is 1; a path is expected']],
  [
    'a path outside of the function',
    (policy) => void (policy.initCode = ['/opt/a.py']),
    ['/initCode/0 "/opt/a.py" is not a path relative to the function\'s folder, such as package/module.py or package/**, of at most 200 printable ASCII characters'],
  ],
  ['too many paths', (policy) => void (policy.initCode = new Array(101).fill('a')), ['/initCode has 101 entries; at most 100 are allowed']],
  ['a switch as text', (policy) => void (policy.awsEndpoints = 'true'), ['/awsEndpoints is "true"; true or false is expected']],
  [
    'all at once',
    () => ({ modes: { network: true }, awsEndpoints: null, x: 'y'.repeat(100) }),
    [
      '/version is missing',
      '/allowedHosts is missing',
      '/onDegraded is missing',
      '/x is not known; the keys are version, modes, allowedHosts, awsEndpoints, onDegraded, initCode',
      ...RUNTIME_CATEGORIES.filter((category) => category !== 'network').map((category) => `/modes/${category} is missing`),
      '/modes/network is true; "block" or "alert" or "allow" is expected',
      '/awsEndpoints is null; true or false is expected',
    ],
  ],
])('%s', (_, change, expected) => expect(problems(change)).toEqual(expected));

test('a long value is cut in the message', () => {
  expect(policyProblems({ ...POLICY, version: 'v'.repeat(100) })).toEqual([
    { pointer: '/version', message: `is "${'v'.repeat(76)}...; 1 is expected` },
  ]);
});

describe('text', () => {
  test('that is not JSON is rejected', () => {
    expect(readPolicy('{')).toEqual({ problems: [{ pointer: '', message: expect.stringMatching(/^is not valid JSON \(/) }] });
  });

  test('with a duplicate key is rejected', () => {
    const text = JSON.stringify(POLICY).replace('"network":"block"', '"network":"block","network":"allow"');
    expect(readPolicy(text).problems).toEqual([{ pointer: '/modes/network', message: 'occurs more than once; keep one of them' }]);
  });
});

describe('agrees with the schema', () => {
  const piece = fc.constantFrom(
    'a', 'A', 'example', 'com', '-', '_', '.', '*', '*.', ':', '::', '/', '[', ']', '0', '1', '8', '10', '32', '33', '128', '129', '255', '256', '443',
    '65535', '65536', '00', 'f', 'ffff', 'g', 'db8', '%', ' ', 'é', '\n', '://', '192.0.2.1', '2001:db8::', '1:2:3:4:5:6:7', 'x'.repeat(63), 'a.'.repeat(126),
  );
  const group = fc.constantFrom('0', 'a', 'ffff', '12345', '');
  const host = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    fc.domain(),
    fc.ipV4(),
    fc.ipV6(),
    fc.array(group, { minLength: 2, maxLength: 10 }).map((groups) => groups.join(':')),
    fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV6().map((ip) => `[${ip}]`), fc.domain()), fc.nat(140), fc.nat(70000)).map(([ip, prefix, port]) => `${ip}/${prefix}:${port}`),
    fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6().map((ip) => `[${ip}]`), fc.domain()), fc.nat(70000)).map(([ip, port]) => `${ip}:${port}`),
  );
  const agree = (policy: unknown) => expect({ policy, valid: isValid(policy) }).toEqual({ policy, valid: policyProblems(policy).length === 0 });

  test('on hosts', () => {
    let valid = 0;
    fc.assert(
      fc.property(host, (entry) => {
        agree({ ...POLICY, allowedHosts: [entry] });
        if (isValid({ ...POLICY, allowedHosts: [entry] })) valid += 1;
      }),
      { numRuns: 3000 },
    );
    expect(valid).toBeGreaterThan(300);
  });

  test('on policies', () => {
    const mode = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('block', 'alert', 'allow') }, { weight: 1, arbitrary: fc.jsonValue() });
    const modes = fc.record(Object.fromEntries(RUNTIME_CATEGORIES.map((category) => [category, mode])));
    const hosts = fc.array(fc.oneof(fc.domain(), fc.ipV4()), { maxLength: 3 });
    const policy = fc.record(
      {
        version: fc.constantFrom<unknown>(1, 1, 1, 1, 2, '1'),
        modes: fc.oneof({ weight: 9, arbitrary: modes }, { weight: 1, arbitrary: fc.jsonValue() }),
        allowedHosts: fc.oneof({ weight: 9, arbitrary: hosts }, { weight: 1, arbitrary: fc.jsonValue() }),
        awsEndpoints: fc.oneof({ weight: 9, arbitrary: fc.boolean() }, { weight: 1, arbitrary: fc.jsonValue() }),
        onDegraded: fc.constantFrom<unknown>('fail', 'warn', 'warn', 'fail', null),
        more: fc.jsonValue(),
      },
      { requiredKeys: ['version', 'modes', 'allowedHosts', 'awsEndpoints', 'onDegraded'] },
    );
    fc.assert(fc.property(fc.oneof(policy, fc.jsonValue()), agree), { numRuns: 1000 });
  });
});
