import * as fs from 'fs';
import * as path from 'path';
import * as fc from 'fast-check';
import { compile, inNamespace, LIBRARY, policy, run } from './guarded';

let calls: string;

beforeAll(() => {
  calls = compile('calls.c', '-lutil', '-lresolv', '-ldl');
});
afterAll(() => fs.rmSync(path.dirname(calls), { recursive: true }));

/** Sends requests to a guarded process in a network without other hosts. */
function ask(hosts: readonly string[], questions: readonly string[], changes: object = {}, env: NodeJS.ProcessEnv = {}): string[] {
  const document = policy('allow', { modes: { network: 'block' }, allowedHosts: hosts, ...changes });
  const { stdout, status } = run([calls, 'questions'], document, { input: `${questions.join('\n')}\n`, env, within: inNamespace });
  if (status !== 0) throw new Error(`calls ended with ${status}`);
  return stdout.trim().split('\n');
}

const network = (mode: 'block' | 'alert', ...allowedHosts: string[]) => policy('allow', { modes: { network: mode }, allowedHosts });

/**
 * Checks which names may be resolved. A query for an allowed name gets no answer from a nameserver (EAI_AGAIN); any other name is unknown without a
 * query (EAI_NONAME).
 */
const mayResolve = (hosts: readonly string[], names: readonly string[]) => ask(hosts, names.map((name) => `getaddrinfo ${name}`)).map((code) => code === '-3');
/** Checks which connections are allowed. One to an allowed address fails because there is no network. */
const mayConnect = (hosts: readonly string[], endpoints: readonly Endpoint[]) =>
  ask(hosts, endpoints.map(({ ip, port }) => `udp ${ip} ${port}`)).map((answer) => answer !== 'EACCES');

interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

// ---- the model: the contract again, with text and big numbers ----

function nameAllowed(hosts: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  return hosts.map((host) => host.toLowerCase().replace(/:\d+$/, ''))
    .some((host) => (host.startsWith('*.') ? wanted.endsWith(host.slice(1)) && wanted.length >= host.length : wanted === host));
}

function addressAllowed(hosts: readonly string[], { ip, port }: Endpoint): boolean {
  return hosts.some((host) => {
    const [, bracketed, bare, prefix, wantedPort] = /^(?:\[(.*)\]|([^/]*?))(?:\/(\d+))?(?::(\d+))?$/.exec(host)!;
    const address = bracketed ?? bare;
    if (wantedPort !== undefined && Number(wantedPort) !== port) return false;
    const [a, b] = [bits(address), bits(ip)];
    const length = Number(prefix ?? a.length);
    return a.length === b.length && a.slice(0, length) === b.slice(0, length);
  });
}

function bits(ip: string): string {
  if (ip.includes('.')) return ip.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0')).join('');
  const [head, tail] = ip.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const groups = tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

// ---- the requests ----

/** Few labels, so that names often match. */
const name = fc.array(fc.constantFrom('a', 'b', 'api', 'B'), { minLength: 1, maxLength: 4 }).map((labels) => [...labels, 'example'].join('.'));
const port = fc.constantFrom(443, 80, 5432);
const nameEntry = fc.tuple(fc.constantFrom('', '*.'), name, fc.option(port)).map(([star, host, at]) => `${star}${host}${at === null ? '' : `:${at}`}`);

const ipv4 = fc.tuple(fc.constantFrom(10, 203, 198), fc.constantFrom(0, 1, 128), fc.constantFrom(0, 255), fc.nat(255)).map((bytes) => bytes.join('.'));
const ipv6 = fc.tuple(fc.constantFrom('2001', '2001', '3fff'), fc.constantFrom('db8', '0', 'db9'), fc.constantFrom('0', '8000'), fc.constantFrom('1', 'ffff'))
  .map(([a, b, c, d]) => `${a}:${b}:${c}::${d}`);
const v4Entry = fc.tuple(ipv4, fc.option(fc.nat(32)), fc.option(port)).map(([ip, prefix, at]) => `${ip}${prefix === null ? '' : `/${prefix}`}${at === null ? '' : `:${at}`}`);
const v6Entry = fc.tuple(ipv6, fc.option(fc.nat(128)), fc.option(port)).map(([ip, prefix, at]) => `[${ip}]${prefix === null ? '' : `/${prefix}`}${at === null ? '' : `:${at}`}`);
const endpoint = fc.record({ ip: fc.oneof(ipv4, ipv6), port });

describe('allowed hosts', () => {
  test('names match as in the reference', () => {
    fc.assert(fc.property(fc.array(nameEntry, { maxLength: 4 }), fc.array(name, { minLength: 1, maxLength: 12 }), (hosts, names) => {
      expect(mayResolve(hosts, names)).toEqual(names.map((each) => nameAllowed(hosts, each)));
    }), { numRuns: 60 });
  });

  test('addresses match as in the reference', () => {
    const entries = fc.array(fc.oneof(v4Entry, v6Entry), { maxLength: 4 });
    fc.assert(fc.property(entries, fc.array(endpoint, { minLength: 1, maxLength: 30 }), (hosts, endpoints) => {
      expect(mayConnect(hosts, endpoints)).toEqual(endpoints.map((each) => addressAllowed(hosts, each)));
    }), { numRuns: 100 });
  });

  test('IPv4 addresses in IPv6 sockets match IPv4 ranges, and not ::/0', () => {
    const mapped = [{ ip: '::ffff:203.0.113.1', port: 443 }];
    expect(mayConnect(['203.0.113.0/24'], mapped)).toEqual([true]);
    expect(mayConnect(['::/0'], mapped)).toEqual([false]);
    expect(mayConnect(['0.0.0.0/0'], [{ ip: '2001:db8::1', port: 443 }])).toEqual([false]);
  });

  test('loopback is always allowed', () => {
    const ips = ['127.0.0.1', '127.1.2.3', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1'];
    expect(mayConnect([], ips.map((ip) => ({ ip, port: 9 })))).toEqual(ips.map(() => true));
    expect(ask([], ['getaddrinfo localhost', 'getaddrinfo LOCALHOST', 'getaddrinfo 127.1', 'getaddrinfo 203.0.113.1', 'getaddrinfo 2001:db8::1'])).toEqual(['0', '0', '0', '0', '0']);
  });

  test('names that only resemble allowed ones are blocked', () => {
    const names = ['a.example.evil.example', 'evila.example', 'a.example\\.evil', 'a.exampleX', '1.2.3.4.evil.example', 'a.example.', 'A.EXAMPLE'];
    expect(mayResolve(['a.example'], names)).toEqual([false, false, false, false, false, true, true]);
    expect(mayResolve(['*.a.example'], ['a.example', 'xa.example', '.a.example', 'x.a.example', 'x.y.a.example'])).toEqual([false, false, false, true, true]);
  });

  test('endpoints of AWS in the function’s Region are allowed if configured', () => {
    const names = ['s3.eu-west-1.amazonaws.com', 'bucket.s3.eu-west-1.amazonaws.com', 'lambda.eu-west-1.api.aws', 's3.us-east-1.amazonaws.com', 'eu-west-1.amazonaws.com', 's3.cn-north-1.amazonaws.com.cn'];
    const allowed = (region: string | undefined, awsEndpoints: boolean) =>
      ask([], names.map((each) => `getaddrinfo ${each}`), { awsEndpoints }, { AWS_REGION: region }).map((code) => code === '-3');
    expect(allowed('eu-west-1', true)).toEqual([true, true, true, false, false, false]);
    expect(allowed('cn-north-1', true)).toEqual([false, false, false, false, false, true]);
    expect(allowed('eu-west-1', false)).toEqual(names.map(() => false));
    expect(allowed(undefined, true)).toEqual(names.map(() => false));
    expect(allowed('*', true)).toEqual(names.map(() => false));
  });

  test('the Runtime API and the X-Ray daemon are allowed at their ports', () => {
    const env = { AWS_LAMBDA_RUNTIME_API: '169.254.100.1:9001', AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000' };
    const questions = ['udp 169.254.100.1 9001', 'udp 169.254.100.1 80', 'udp 169.254.79.129 2000', 'udp 169.254.169.254 80'];
    expect(ask([], questions, {}, env).map((answer) => answer !== 'EACCES')).toEqual([true, false, true, false]);
  });

  test('a search domain or an alias does not make a name allowed', () => {
    expect(ask(['a.example'], ['getaddrinfo a.example'])).toEqual(['-3']);
    expect(ask(['a.example'], ['getaddrinfo a.example'], {}, { LOCALDOMAIN: 'evil.example' })).toEqual(['-2']);
    expect(ask(['a.example'], ['getaddrinfo a.example'], {}, { HOSTALIASES: '/tmp/aliases' })).toEqual(['-2']);
  });

  test('reverse lookups of local addresses are not sent to a nameserver, except for common ones', () => {
    // EAI_NONAME: no query is sent; a query would fail without an answer (EAI_AGAIN).
    expect(ask([], ['getnameinfo 127.66.77.88', 'getnameinfo 127.0.0.2', 'getnameinfo 0.0.0.0', 'getnameinfo 203.0.113.9'])).toEqual(['-2', '-2', '-2', '-2']);
    expect(ask(['127.66.0.0/16'], ['getnameinfo 127.66.77.88'])).toEqual(['-3']);
  });

  test('every function that resolves a name or an address is checked', () => {
    const questions = ['getaddrinfo', 'gethostbyname', 'res_query', 'res_search'];
    const input = [...questions.map((each) => `${each} secret.evil.example`), 'getnameinfo 203.0.113.9'].join('\n');
    const blocked = run([calls, 'questions'], network('block'), { input, within: inNamespace });
    // HOST_NOT_FOUND is 1.
    expect(blocked.stdout).toBe('-2\n1\n1\n1\n-2\n');
    expect(new Set(blocked.events.map(({ api, target }) => `${api} ${target}`))).toEqual(new Set([
      'getaddrinfo secret.evil.example', 'gethostbyname secret.evil.example', 'res_query secret.evil.example', 'getnameinfo [::ffff:203.0.113.9]',
    ]));
    const [alerted, unguarded] = [network('alert'), undefined].map((each) => run([calls, 'questions'], each, { input, within: inNamespace }));
    expect(alerted.stdout).toBe(unguarded.stdout);
    expect(alerted.events.length).toBeGreaterThanOrEqual(4);
  });
});

describe('functions that send', () => {
  const WAYS = ['sendto', 'sendto-no-family', 'sendmsg', 'sendmmsg', 'syscall-sendto', 'syscall-connect', 'connected-send', 'connected-write', 'tcp', 'fastopen'];

  test.each(WAYS)('%s', (way) => {
    const within = (command: readonly string[]) => inNamespace(command, ['203.0.113.10/32']);
    const send = (document?: string) => run([calls, 'questions'], document, { input: `${way} 203.0.113.10 443\n`, within });
    // Nothing listens there; only the sent packet counts.
    const leaves = ['tcp', 'fastopen'].includes(way) ? /^(ECONNREFUSED|EINPROGRESS)\n$/ : /^done\n$/;
    expect(send().stdout).toMatch(leaves);
    expect(send(network('block'))).toMatchObject({ stdout: 'EACCES\n', events: [{ category: 'network', action: 'blocked', target: '203.0.113.10:443' }] });
    const alerted = send(network('alert'));
    expect(alerted.stdout).toMatch(leaves);
    expect(alerted.events).toMatchObject([{ category: 'network', action: 'alerted' }]);
    expect(send(network('block', '203.0.113.10:443'))).toMatchObject({ stdout: expect.stringMatching(leaves), events: [] });
    expect(send(network('block', '203.0.113.10:80'))).toMatchObject({ stdout: 'EACCES\n' });
  });

  test('Unix sockets with a path count as network', () => {
    expect(run([calls, 'questions'], policy('block'), { input: 'unix /run/other.sock\n' })).toMatchObject({ stdout: 'EACCES\n', events: [{ target: 'unix:/run/other.sock' }] });
    expect(run([calls, 'questions'], policy('alert'), { input: 'unix /run/other.sock\n' })).toMatchObject({ stdout: 'ENOENT\n', events: [{ action: 'alerted' }] });
  });
});

/** Resolvers and a nameserver, in a network with four addresses: 203.0.113.53 for the nameserver, 203.0.113.20 for resolved names. */
describe('nameservers', () => {
  const resolve = (mode?: 'block' | 'alert') => {
    const [server, program] = ['nameserver.cjs', 'resolvers.cjs'].map((file) => path.join(__dirname, file));
    const resolv = path.join(path.dirname(calls), 'resolv.conf');
    fs.writeFileSync(resolv, 'nameserver 203.0.113.53\n');
    const env = mode === undefined ? {} : { GUARD: LIBRARY, SEC3_RUNTIME_POLICY: network(mode, 'a.example', 'b.example:443') };
    const command = inNamespace([process.execPath, server, program], ['203.0.113.53/32', '203.0.113.20/32', '203.0.113.21/32']);
    const outcome = run(['unshare', '-rm', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolv, ...command], undefined, { env });
    return { ...(JSON.parse(outcome.stdout) as { answers: Record<string, string>; asked: string[]; received: string[] }), events: outcome.events };
  };

  test('a query for an allowed name passes from any code, its answer is allowed, and nothing else reaches the nameserver', () => {
    const { answers, asked, received, events } = resolve('block');
    expect(answers).toEqual({
      'connect before': 'EACCES',
      'lookup a.example': '203.0.113.20',
      'connect': 'ECONNREFUSED',
      'resolve4 a.example': '203.0.113.20',
      'lookup secret.evil.example': 'ENOTFOUND',
      'resolve4 secret.evil.example': 'ECONNREFUSED',
      'resolveTxt secret.evil.example': 'ECONNREFUSED',
      'reverse 203.0.113.99': 'ENOTFOUND',
      'Resolver secret.evil.example': 'ECONNREFUSED',
      'datagram': 'EACCES',
      'connected datagram': 'EACCES',
      'question with more behind it': 'EACCES',
      'TCP to the nameserver': 'EACCES',
      'resolve4 b.example': '203.0.113.21',
      'connect to b.example:443': 'ECONNREFUSED',
      'connect to b.example:80': 'EACCES',
    });
    expect(new Set(asked)).toEqual(new Set(['a.example', 'b.example']));
    expect(received).toEqual([]);
    expect(new Set(events.map(({ target }) => target))).toEqual(new Set([
      '203.0.113.20:80', 'secret.evil.example', '99.113.0.203.in-addr.arpa', 'nameserver', 'a.example', '203.0.113.53:53', '203.0.113.21:80',
    ]));
  });

  test('one on loopback can’t be used to send data, either', () => {
    const nameserver = (mode: 'block' | 'alert') => {
      const resolv = path.join(path.dirname(calls), 'loopback.conf');
      fs.writeFileSync(resolv, 'nameserver 127.0.0.53\n');
      const input = 'sendto 127.0.0.53 53\ntcp 127.0.0.53 53\nudp 127.0.0.53 54\nres_query secret.evil.example\n';
      const within = (command: readonly string[]) => ['unshare', '-rm', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolv, ...inNamespace(command)];
      return run([calls, 'questions'], network(mode), { input, within });
    };
    expect(nameserver('block').stdout).toBe('EACCES\nEACCES\ndone\n1\n');
    expect(nameserver('alert').stdout).toMatch(/^done\nECONNREFUSED\ndone\n/);
  });

  test('alert changes nothing', () => {
    const [{ events: none, ...unguarded }, { events, ...alerted }] = [resolve(), resolve('alert')];
    expect(alerted.answers).toEqual(unguarded.answers);
    expect(new Set(alerted.asked)).toEqual(new Set(unguarded.asked));
    expect(alerted.received).toEqual(unguarded.received);
    expect(none).toEqual([]);
    expect(events.every(({ action }) => action === 'alerted')).toBe(true);
    const seen = events.map(({ api, target }) => `${api} ${target}`);
    expect(seen).toEqual(expect.arrayContaining(['getaddrinfo secret.evil.example', 'send secret.evil.example', 'sendmsg nameserver']));
  });
});
