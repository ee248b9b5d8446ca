import * as fs from 'fs';
import * as path from 'path';
import Ajv from 'ajv';
import { Stack, Token } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as fc from 'fast-check';
import { OnDegraded, RuntimeMode, RuntimePolicy, RuntimePolicyOptions } from '../../lib/runtime-protection/runtime-policy';
import { RUNTIME_CATEGORIES } from '../../lib/runtime-protection/template/runtime-policy-document';

const { ALERT, ALLOW, BLOCK } = RuntimeMode;

const SCHEMA = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', 'lambda', 'runtime-guard', 'policy.schema.json'), 'utf8'));
const isValid = new Ajv().compile(SCHEMA);

const modes = (policy: RuntimePolicy) => policy.toJson().modes;
const all = (mode: RuntimeMode) => Object.fromEntries(RUNTIME_CATEGORIES.map((category) => [category, mode]));

test('strict', () => {
  expect(RuntimePolicy.strict().toJson()).toEqual({ version: 1, modes: all(BLOCK), allowedHosts: [], awsEndpoints: true, onDegraded: 'fail' });
});

test('standard', () => {
  expect(RuntimePolicy.standard().toJson()).toEqual({
    version: 1,
    modes: {
      childProcess: 'block',
      network: 'block',
      fileWrite: 'alert',
      sourceRead: 'alert',
      nativeAddon: 'block',
      dynamicCode: 'alert',
      worker: 'alert',
      inspector: 'block',
    },
    allowedHosts: [],
    awsEndpoints: true,
    onDegraded: 'fail',
  });
});

test('alertOnly', () => {
  expect(RuntimePolicy.alertOnly().toJson()).toEqual({ version: 1, modes: all(ALERT), allowedHosts: [], awsEndpoints: true, onDegraded: 'warn' });
});

test('options', () => {
  const policy = RuntimePolicy.standard({ allowedHosts: ['api.example.com:443'], awsEndpoints: false, onDegraded: OnDegraded.WARN, worker: BLOCK, network: ALERT });
  expect(policy.toJson()).toMatchObject({ allowedHosts: ['api.example.com:443'], awsEndpoints: false, onDegraded: 'warn' });
  expect(modes(policy)).toEqual({ ...modes(RuntimePolicy.standard()), worker: 'block', network: 'alert' });
});

test('the document is a copy', () => {
  const hosts = ['a.example'];
  const policy = RuntimePolicy.standard({ allowedHosts: hosts });
  hosts.push('b.example');
  policy.toJson().modes.network = 'allow';
  expect(policy.toJson()).toMatchObject({ allowedHosts: ['a.example'], modes: { network: 'block' } });
});

describe('functionShield', () => {
  test('maps its four policies', () => {
    const policy = RuntimePolicy.functionShield({ outboundConnectivity: BLOCK, readWriteTmp: ALERT, createChildProcess: BLOCK, readHandler: ALLOW });
    expect(policy.toJson()).toEqual({
      version: 1,
      modes: { ...all(ALLOW), network: 'block', fileWrite: 'alert', childProcess: 'block', sourceRead: 'allow', nativeAddon: 'block', inspector: 'block' },
      allowedHosts: [],
      awsEndpoints: true,
      onDegraded: 'fail',
    });
  });

  test('allows omitted policies, as FunctionShield does', () => expect(modes(RuntimePolicy.functionShield({}))).toEqual(all(ALLOW)));

  test('sets categories that allow a bypass to the strictest mode', () => {
    const policy = RuntimePolicy.functionShield({ readHandler: ALERT });
    expect(modes(policy)).toEqual({ ...all(ALLOW), sourceRead: 'alert', nativeAddon: 'alert', inspector: 'alert' });
  });

  test('takes options', () => {
    const policy = RuntimePolicy.functionShield({ outboundConnectivity: BLOCK }, { allowedHosts: ['example.com'], nativeAddon: ALLOW });
    expect(policy.toJson()).toMatchObject({ allowedHosts: ['example.com'], modes: { network: 'block', nativeAddon: 'allow', inspector: 'block' } });
  });

  test('rejects the original names of FunctionShield in JavaScript', () => {
    expect(() => RuntimePolicy.functionShield({ outbound_connectivity: 'block' } as any)).toThrow(
      'RuntimePolicy.functionShield: outbound_connectivity is not known; known are outboundConnectivity, readWriteTmp, createChildProcess, readHandler',
    );
  });

  test('rejects unknown modes', () => {
    expect(() => RuntimePolicy.functionShield({ readWriteTmp: 'deny' as any })).toThrow(
      'RuntimePolicy.functionShield: fileWrite is "deny"; "block" or "alert" or "allow" is expected',
    );
  });
});

describe('fromDocument', () => {
  test('takes files that may create code', () => {
    const document = RuntimePolicy.strict({ initCode: ['attr/_make.py', 'python/sqlalchemy/**'] }).toJson();
    expect(document.initCode).toEqual(['attr/_make.py', 'python/sqlalchemy/**']);
    expect(RuntimePolicy.fromDocument(document).toJson()).toEqual(document);
    expect(RuntimePolicy.strict().toJson()).not.toHaveProperty('initCode');
  });

  test('takes the result of toJson', () => {
    const document = RuntimePolicy.strict({ allowedHosts: ['10.0.0.0/8'] }).toJson();
    expect(RuntimePolicy.fromDocument(document).toJson()).toEqual(document);
  });

  test.each<[unknown, string]>([
    [undefined, 'the document is undefined; an object is expected'],
    ['{}', 'the document is "{}"; an object is expected'],
    [{ ...RuntimePolicy.strict().toJson(), modes: all('deny' as any) }, '/modes/childProcess is "deny"; "block" or "alert" or "allow" is expected; /modes/network'],
    [Token.asAny({ Ref: 'X' }), 'the document is a token, whose value is known only at deployment'],
  ])('rejects %j', (document, problem) => expect(() => RuntimePolicy.fromDocument(document)).toThrow(`RuntimePolicy.fromDocument: ${problem}`));
});

describe('rejects', () => {
  test.each<[string, object, string]>([
    ['a URL', { allowedHosts: ['https://example.com'] }, 'allowedHosts[0] "https://example.com" is a URL; specify only the host, and a port after a colon'],
    ['an unknown mode', { network: 'deny' }, 'network is "deny"; "block" or "alert" or "allow" is expected'],
    ['an unknown option', { networks: BLOCK }, 'networks is not known; known are allowedHosts, awsEndpoints, onDegraded, initCode, childProcess, network, '],
    ['a path that leaves the folder', { initCode: ['../x.py'] }, 'initCode[0] "../x.py" is not a path relative to the function\'s folder, such as package/module.py or package/**'],
    ['paths that are known only at deployment', { initCode: Token.asList({ Ref: 'X' }) }, 'initCode has a part that is known only at deployment; use literal paths'],
    ['hosts that are not a list', { allowedHosts: 'example.com' }, 'allowedHosts is "example.com"; a list of hosts is expected'],
    ['too many hosts', { allowedHosts: new Array(101).fill('example.com') }, 'allowedHosts has 101 entries; at most 100 are allowed'],
    ['a list of tokens', { allowedHosts: Token.asList({ Ref: 'Hosts' }) }, 'allowedHosts is a list that is known only at deployment; list its entries one by one'],
  ])('%s', (_, options, problem) => expect(() => RuntimePolicy.standard(options)).toThrow(`RuntimePolicy.standard: ${problem}`));

  test('all problems at once', () => {
    expect(() => RuntimePolicy.strict({ allowedHosts: ['*', 'a b'], onDegraded: 'ignore' as any, awsEndpoints: 'yes' as any })).toThrow(
      'RuntimePolicy.strict: allowedHosts[0] "*" allows every host; set the mode of network to allow instead; ' +
        'allowedHosts[1] "a b" has spaces or characters beyond ASCII; use the ASCII form of international names, xn--...; ' +
        'awsEndpoints is "yes"; true or false is expected; onDegraded is "ignore"; "fail" or "warn" is expected',
    );
  });
});

describe('hosts that are known only at deployment', () => {
  const stack = new Stack();
  const endpoint = new rds.CfnDBInstance(stack, 'Db', { dbInstanceClass: 'db.t4g.micro' });
  const [address, port] = [endpoint.attrEndpointAddress, endpoint.attrEndpointPort];

  test.each([address, `${address}:5432`, `${address}:${port}`, `x.${address}`])('%s is accepted', (host) => {
    expect(RuntimePolicy.standard({ allowedHosts: [host] }).toJson().allowedHosts).toEqual([host]);
  });

  test('a port that only resembles a placeholder is rejected', () => {
    expect(() => RuntimePolicy.standard({ allowedHosts: ['payments.example.com:x'] })).toThrow(/allowedHosts\[0\] .* has port "x"/);
  });

  test('their known parts are validated', () => {
    expect(() => RuntimePolicy.standard({ allowedHosts: [`https://${address}`, `${address}:0`] })).toThrow(
      /allowedHosts\[0\] .* is a URL; .*; allowedHosts\[1\] .* has port "0"/,
    );
  });
});

test('every possible policy is valid by the schema', () => {
  const mode = fc.constantFrom(BLOCK, ALERT, ALLOW);
  const options: fc.Arbitrary<RuntimePolicyOptions> = fc.record(
    {
      allowedHosts: fc.array(fc.oneof(fc.domain(), fc.domain().map((name) => `*.${name}:443`), fc.ipV4(), fc.ipV6().map((ip) => `[${ip}]:443`), fc.string())),
      awsEndpoints: fc.boolean(),
      onDegraded: fc.constantFrom(OnDegraded.FAIL, OnDegraded.WARN),
      ...Object.fromEntries(RUNTIME_CATEGORIES.map((category) => [category, mode])),
    },
    { requiredKeys: [] },
  );
  const shield = (given: RuntimePolicyOptions) => RuntimePolicy.functionShield({}, given);
  const factories = [RuntimePolicy.strict, RuntimePolicy.standard, RuntimePolicy.alertOnly, shield];
  let made = 0;
  fc.assert(
    fc.property(fc.nat(factories.length - 1), options, (index, given) => {
      let document: any;
      try {
        document = factories[index](given).toJson();
      } catch (e) {
        expect((e as Error).message).toMatch(/: allowedHosts\[\d+\] /);
        return;
      }
      made += 1;
      expect(isValid(document)).toBe(true);
      for (const category of RUNTIME_CATEGORIES) if (given[category] !== undefined) expect(document.modes[category]).toBe(given[category]);
    }),
    { numRuns: 500 },
  );
  expect(made).toBeGreaterThan(50);
});
