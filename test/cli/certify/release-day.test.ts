import { createHash } from 'crypto';
import * as http from 'http';
import { AddressInfo } from 'net';
import { releaseDay } from '../../../lib/cli/certify/release-day';
import { shipped } from '../../dependencies/certification/entries';

const sha256 = (name: string, as: 'hex' | 'base64') => createHash('sha256').update(name).digest(as);
const file = (name: string, uploaded?: string) => ({ 'filename': name, 'hashes': { sha256: sha256(name, 'hex') }, 'upload-time': uploaded });
const pinned = (...names: string[]) => shipped({ ecosystem: 'pypi', name: 'six', integrity: names.map((name) => `sha256-${sha256(name, 'base64')}`).join(' ') });

const FILES = [file('a.whl', '2026-01-02T10:00:00.5Z'), file('a.tar.gz', '2026-01-03T09:00:00Z'), file('newer.whl', '2026-06-01T00:00:00Z'), file('silent.whl')];
let asked: (string | undefined)[] = [];
const server = http.createServer(({ url, headers }, response) => {
  asked = [url, headers.accept, headers.authorization];
  response.writeHead(url === '/simple/six/' ? 200 : 404).end(JSON.stringify({ files: FILES }));
});
const saved = process.env.PIP_INDEX_URL;
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
beforeEach(() => (process.env.PIP_INDEX_URL = `http://ana:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}/simple/`));
afterAll(() => {
  server.close();
  if (saved === undefined) delete process.env.PIP_INDEX_URL;
  else process.env.PIP_INDEX_URL = saved;
});

describe('a release of PyPI', () => {
  it('has the age of its newest pinned file', async () => {
    expect(await releaseDay(pinned('a.whl', 'a.tar.gz'))).toBe('2026-01-03');
    expect(asked).toEqual(['/simple/six/', 'application/vnd.pypi.simple.v1+json', `Basic ${Buffer.from('ana:p@ss').toString('base64')}`]);
  });

  it.each([['no file of it', pinned('other')], ['a file without its time', pinned('a.whl', 'silent.whl')], ['no such package', { ...pinned('a.whl'), name: 'absent' }]])('has an unknown age if the registry has %s', async (_, one) => {
    expect(await releaseDay(one)).toBeUndefined();
  });

  it('has an unknown age without a registry', async () => {
    process.env.PIP_INDEX_URL = 'http://127.0.0.1:9/simple';
    expect(await releaseDay(pinned('a.whl'))).toBeUndefined();
  });
});
