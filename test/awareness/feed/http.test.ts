import { Readable } from 'stream';
import { gzipSync } from 'zlib';
import { Loopback } from './loopback';
import { Postponed, SourceFailed, UnexpectedDocument } from '../../../lib/awareness/feed';
import { Http } from '../../../lib/awareness/feed/http';
import { LIMITS } from '../../../lib/awareness/feed/limits';

jest.setTimeout(60_000);

const NOW = Date.parse('2026-11-25T12:00:00Z');
const URL_OF_FEED = 'https://feeds.example.com/news.xml';
const XML = { 'content-type': 'application/rss+xml' };

let loopback: Loopback;
let client: Http;

beforeAll(async () => {
  loopback = await Loopback.start();
});

beforeEach(() => {
  loopback.received.length = 0;
  loopback.resolve = async () => ['93.184.216.34'];
  client = new Http(loopback.transport, ['feeds.example.com', 'mirror.example.com'], () => NOW, 2000);
});

afterAll(() => loopback.stop());

const failure = async (address = URL_OF_FEED): Promise<Error> => client.read(address).then(() => fail('it was read'), (e) => e);

function fail(message: string): never {
  throw new Error(message);
}

describe('reading', () => {
  test('a document is read with its validators, which the next request sends; 304 gives no document', async () => {
    loopback.answer = () => ({ headers: { ...XML, 'etag': '"1"', 'last-modified': 'Tue, 24 Nov 2026 00:00:00 GMT' }, body: '<rss/>' });
    const document = await client.read(URL_OF_FEED);
    expect(document).toEqual({ text: '<rss/>', validators: { etag: '"1"', lastModified: 'Tue, 24 Nov 2026 00:00:00 GMT' }, next: undefined });
    loopback.answer = () => ({ status: 304 });
    expect(await client.read(URL_OF_FEED, { validators: document!.validators })).toBeUndefined();
    expect(loopback.received[1].headers).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': 'Tue, 24 Nov 2026 00:00:00 GMT' });
    expect(loopback.connected.at(-1)).toBe('93.184.216.34');
  });

  test.each([
    ['a byte order mark of UTF-16', Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>é</a>', 'utf16le'), XML],
    ['one of UTF-16, big-endian', Buffer.from('\ufeff<?xml version="1.0"?><a>é</a>', 'utf16le').swap16(), XML],
    ['one of UTF-8 before the header', Buffer.from('\ufeff<a>é</a>'), { 'content-type': 'text/xml; charset=iso-8859-1' }],
    ['a declaration that is not true', Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>é</a>'), XML],
    ['a declaration with spaces', Buffer.from('<?xml version="1.0" encoding = "iso-8859-1"?><a>é</a>', 'latin1'), XML],
    ['text that only looks like a declaration', Buffer.from('{"title":"encoding=\'foo\' <a>é</a>"}'), { 'content-type': 'application/json' }],
  ])('the character encoding is taken from %s', async (_, body, headers) => {
    loopback.answer = () => ({ headers, body });
    expect((await client.read(URL_OF_FEED))?.text).toContain('<a>é</a>');
  });

  test('gzip, other charsets, JSON requests and the next page are supported', async () => {
    loopback.answer = () => ({ headers: { ...XML, 'content-encoding': 'gzip' }, body: gzipSync('<rss>gzip</rss>') });
    expect((await client.read(URL_OF_FEED))!.text).toBe('<rss>gzip</rss>');
    loopback.answer = () => ({ headers: XML, body: Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\xe9</a>', 'latin1') });
    expect((await client.read(URL_OF_FEED))!.text).toContain('café');
    loopback.answer = ({ body }) => ({ headers: { 'content-type': 'application/json', 'link': '<https://feeds.example.com/?p=2>; rel="next", <x>; rel="last"' }, body });
    const posted = await client.read(URL_OF_FEED, { body: { queries: [1] } });
    expect(posted).toMatchObject({ text: '{"queries":[1]}', next: 'https://feeds.example.com/?p=2' });
  });
});

describe('rejected', () => {
  test.each([
    ['another host', 'https://evil.example.org/', 'leads to evil.example.org, which is not one of feeds.example.com, mirror.example.com'],
    ['another port', 'https://feeds.example.com:8443/', 'leads to feeds.example.com:8443'],
    ['no TLS', 'http://feeds.example.com/', 'only https is followed'],
    ['credentials', 'https://a:b@feeds.example.com/', 'leads to an address with credentials'],
    ['the metadata service', 'https://169.254.169.254/latest/meta-data', 'leads to 169.254.169.254, which is not one of'],
    ['localhost', 'https://localhost/', 'leads to localhost, which is not one of'],
    ['a file', 'file:///etc/passwd', 'only https is followed'],
  ])('%s, directly and after a redirect', async (_, address, message) => {
    await expect(client.read(address)).rejects.toThrow(message);
    expect(loopback.received).toEqual([]);
    loopback.answer = () => ({ status: 302, headers: { location: address } });
    await expect(client.read(URL_OF_FEED)).rejects.toThrow(message);
    expect(loopback.received).toHaveLength(1);
  });

  test.each([['127.0.0.1'], ['10.1.2.3'], ['169.254.169.254'], ['::1'], ['::ffff:10.0.0.1'], ['fd00:ec2::254'], ['100.64.0.1']])(
    'a host name that resolves to %s, even beside a public address', async (address) => {
      loopback.resolve = async () => ['93.184.216.34', address];
      expect((await failure()).message).toBe(`feeds.example.com leads to ${address}, which is not a public address`);
      expect(loopback.received).toEqual([]);
    },
  );

  test('a host name that resolves to a private address after a redirect', async () => {
    loopback.answer = () => ({ status: 301, headers: { location: 'https://mirror.example.com/' } });
    loopback.resolve = async (host) => [host === 'mirror.example.com' ? '192.168.1.1' : '93.184.216.34'];
    expect((await failure()).message).toBe('mirror.example.com leads to 192.168.1.1, which is not a public address');
  });

  test('too many redirects, and redirects of a POST request', async () => {
    loopback.answer = ({ url }) => ({ status: 307, headers: { location: url.href } });
    expect((await failure()).message).toBe('https://feeds.example.com/news.xml: more than 3 redirects');
    expect(loopback.received).toHaveLength(4);
    await expect(client.read(URL_OF_FEED, { body: {} })).rejects.toThrow('a redirect of a POST request');
  });

  test('a key is sent along a redirect to the same host, and not to another one', async () => {
    loopback.answer = ({ url }) => (url.pathname === '/b' ? { headers: XML, body: '<a/>' } : { status: 302, headers: { location: 'https://mirror.example.com/b' } });
    await client.read(URL_OF_FEED, { headers: { apiKey: 'key' } });
    expect(loopback.received.map(({ headers }) => headers.apikey)).toEqual(['key', undefined]);
    loopback.answer = ({ url }) => (url.pathname === '/b' ? { headers: XML, body: '<a/>' } : { status: 302, headers: { location: '/b' } });
    await client.read(URL_OF_FEED, { headers: { apiKey: 'key' } });
    expect(loopback.received[3].headers.apikey).toBe('key');
  });

  test('a gzip bomb: reading stops at the limit of bytes', async () => {
    const bomb = gzipSync(Buffer.alloc(LIMITS.documentBytes * 4));
    expect(bomb.length).toBeLessThan(LIMITS.transferBytes);
    loopback.answer = () => ({ headers: { ...XML, 'content-encoding': 'gzip' }, body: bomb });
    expect((await failure()).message).toBe(`https://feeds.example.com/news.xml: has more than ${LIMITS.documentBytes} bytes`);
  });

  test('an endless body', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    loopback.answer = () => ({ headers: XML, body: new Readable({ read() { this.push(chunk); } }) });
    expect((await failure()).message).toContain(`has more than ${LIMITS.transferBytes} bytes`);
  });

  test('a truncated document: by its length, by the connection, and within gzip', async () => {
    loopback.answer = () => ({ headers: { ...XML, 'content-length': 100 }, body: '<rss>', cut: true });
    expect(await failure()).toBeInstanceOf(SourceFailed);
    const half = gzipSync('<rss>'.repeat(1000)).subarray(0, 30);
    loopback.answer = () => ({ headers: { ...XML, 'content-encoding': 'gzip' }, body: half });
    expect((await failure()).message).toMatch(/Z_BUF_ERROR|unexpected end of file/);
  });

  test('an answer that is slow or never comes is a failure', async () => {
    client = new Http(loopback.transport, ['feeds.example.com'], () => NOW, 200);
    loopback.answer = () => ({ silent: true });
    expect((await failure()).message).toBe('https://feeds.example.com/news.xml: no complete answer in 200 ms');
    loopback.answer = () => ({ headers: XML, body: new Readable({ read() { setTimeout(() => this.push('x'), 50); } }) });
    expect((await failure()).message).toBe('https://feeds.example.com/news.xml: no complete answer in 200 ms');
  });

  test('other content types, encodings and charsets', async () => {
    loopback.answer = () => ({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>Please log in</html>' });
    expect(await failure()).toBeInstanceOf(UnexpectedDocument);
    loopback.answer = () => ({ headers: { ...XML, 'content-encoding': 'br' }, body: 'x' });
    expect((await failure()).message).toContain('is encoded as br');
    loopback.answer = () => ({ headers: { 'content-type': 'text/xml; charset=klingon' }, body: 'x' });
    expect((await failure()).message).toContain('is in klingon, which is not known');
  });
});

describe('a source that asks for a delay', () => {
  const until = async (status: number, headers: Record<string, string>) => {
    loopback.answer = () => ({ status, headers });
    const error = await failure();
    expect(error).toBeInstanceOf(Postponed);
    return ((error as Postponed).until - NOW) / 1000;
  };

  test.each([
    [429, { 'retry-after': '120' }, 120],
    [429, {}, 900],
    [429, { 'retry-after': 'soon' }, 900],
    [503, { 'retry-after': 'Wed, 25 Nov 2026 12:05:00 GMT' }, 300],
    [429, { 'retry-after': 'Wed, 25 Nov 2020 12:05:00 GMT' }, 0],
    [429, { 'retry-after': '999999999' }, 86_400],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 60) }, 60],
  ])('%i with %j: %i seconds', async (status, headers, seconds) => {
    expect(await until(status, headers as Record<string, string>)).toBe(seconds);
  });

  test('another error status is a failure, not a request for a delay', async () => {
    for (const status of [500, 502, 503, 403, 404, 204]) {
      loopback.answer = () => ({ status });
      const error = await failure();
      expect(error).not.toBeInstanceOf(Postponed);
      expect(error.message).toBe(`https://feeds.example.com/news.xml: answered ${status}`);
    }
  });

  test('errors do not show the query, which may contain a key', async () => {
    loopback.answer = () => ({ status: 500 });
    expect((await failure(`${URL_OF_FEED}?token=abc`)).message).not.toContain('abc');
  });
});
