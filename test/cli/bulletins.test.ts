import * as fs from 'fs';
import * as path from 'path';
import { assembly, cli, inTemporaryFolder } from './harness';
import { main } from '../../lib/cli/main';
import type { ShippedPackage } from '../../lib/dependencies/inventory/shipped-package';
import { sbomOf } from '../../lib/dependencies/sbom/sbom';

const RECORDED = path.join(__dirname, '../../examples/bulletins/recorded');
const write = inTemporaryFolder();

beforeAll(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-25T12:00:00Z'), doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'clearTimeout', 'queueMicrotask'] });
});

afterAll(() => {
  jest.useRealTimers();
});

/** Writes a cloud assembly whose function ships a package. */
function shipping(version: string): void {
  const packages: ShippedPackage[] = [{ ecosystem: 'npm', name: 'left-join', version, how: 'installed', dependents: [] }];
  const resource = { Type: 'AWS::Lambda::Function', Metadata: { 'cdk-sec3:dependencies': { sbom: 'sbom/Create.cdx.json', packages: 1 } } };
  write({
    ...assembly('cdk.out', { Orders: { Resources: { Create: resource, Table: { Type: 'AWS::DynamoDB::Table' } } } }),
    'cdk.out/sbom/Create.cdx.json': sbomOf('Orders/Create', { packages, unknown: [] }),
  });
}

const run = (...argv: string[]) => cli(['bulletins', '--offline', RECORDED, ...argv]);

test('exits with 1 if a bulletin reaches a threshold, and names the function, the package and the fixed version', async () => {
  shipping('1.4.0');
  const { code, out, err } = await run('--sbom', 'cdk.out', '--source', 'ghsa', '--source', 'kev');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain([
    'high     affects your functions  left-join: prototype pollution when lists are joined',
    '         left-join@1.4.0 in Orders/Create: update to 1.4.2',
    '         exploited in the wild',
    '         likelihood of being exploited within 30 days (EPSS): 41.2 %',
    '         GitHub Advisory Database: GHSA-2222-3333-4444, CVE-2026-90001',
  ].join('\n'));
  expect(out).toMatch(/\n✖ 1 bulletin at a threshold or above, 2 below; 2 of 2 sources, since 2026-11-18\n$/);
});

test('exits with 0 if no bulletin does: a fixed version, a higher threshold, or an older bulletin', async () => {
  shipping('1.4.2');
  expect(await run('--sbom', 'cdk.out', '--source', 'ghsa')).toMatchObject({ code: 0, out: expect.stringContaining('✔ 0 bulletins at a threshold or above, 2 below') });
  shipping('1.4.0');
  expect((await run('--sbom', 'cdk.out', '--source', 'ghsa', '--threshold', 'affected=critical')).code).toBe(0);
  expect(await run('--sbom', 'cdk.out', '--source', 'ghsa', '--since', '12h')).toMatchObject({ code: 0, out: expect.stringContaining('0 below') });
});

test('exits with 2 if a source can’t be read, after the report on the others', async () => {
  write({ 'saved/kev.json': fs.readFileSync(path.join(RECORDED, 'kev.json'), 'utf8'), 'saved/cisa.xml': '<html/>' });
  const { code, out, err } = await cli(['bulletins', '--offline', 'saved', '--source', 'kev', '--source', 'aws', '--source', 'cisa']);
  expect(code).toBe(2);
  expect(out).toContain('CVE-2026-90001: left-join Prototype Pollution Vulnerability');
  expect(out).toContain('1 of 3 sources');
  expect(err).toContain('AWS Security Bulletins: saved/aws.xml can’t be read (ENOENT)');
  expect(err).toContain('CISA Cybersecurity Advisories: is neither RSS nor Atom');
});

test('writes JSON and Markdown, also into a file', async () => {
  shipping('1.4.0');
  const { out } = await run('--sbom', 'cdk.out', '--format', 'json', '--technology', 'example appliance');
  const report = JSON.parse(out);
  expect(report).toMatchObject({ version: 1, since: '2026-11-18' });
  expect(report.sources.map(({ source, items }: any) => [source, items])).toEqual([['aws', 2], ['cisa', 1], ['kev', 2], ['nvd', 2], ['ghsa', 2], ['osv', 1], ['owasp', 1]]);
  expect(report.above.map(({ bulletinId }: any) => bulletinId).sort()).toEqual([
    'AWS-2026-901', 'CVE-2026-90042', 'GHSA-2222-3333-4444',
  ]);
  const written = await run('--sbom', 'cdk.out', '--format', 'markdown', '--output', 'report.md', '--source', 'ghsa');
  expect(written.out).toMatch(/^✖ 1 bulletin at a threshold or above, 1 below; 1 of 1 sources, since 2026-11-18\n$/);
  expect(fs.readFileSync('report.md', 'utf8')).toContain(
    '| high | affects your functions | [left-join: prototype pollution when lists are joined]' +
      '(https://github.com/advisories/GHSA-2222-3333-4444) | left-join@\u20601.4.0 in Orders/Create: update to 1.4.2 |',
  );
});

test('matches nothing without --sbom, and says so', async () => {
  const { code, err, out } = await run('--source', 'ghsa');
  expect({ code, err }).toEqual({ code: 0, err: 'note: without --sbom, the packages and services in use are unknown, so no bulletin can be matched to a function\n' });
  expect(out).toContain('left-join: prototype pollution');
});

test('clears the progress line on a terminal at the end', async () => {
  let err = '';
  const progress = { columns: 40, write: (text: string) => (err += text) };
  const silent = { write: () => undefined };
  const io = { stdout: silent, stderr: silent, progress, color: false, cwd: process.cwd() };
  await main(['bulletins', '--offline', RECORDED, '--source', 'kev', '--source', 'owasp'], io);
  expect(err.endsWith('\r\u001b[K')).toBe(true);
});

test('reports all invalid options at once', async () => {
  const { code, err } = await cli(['bulletins', '--since', 'soon', '--source', 'twitter', '--threshold', 'affected=none', '--threshold', 'service']);
  expect(code).toBe(2);
  expect(err.split('\n')).toEqual([
    'cdk-sec3: These options make no sense:',
    '- --since soon: 12h, 7d, 2w or a day as YYYY-MM-DD is expected',
    '- --source twitter: is not known; there are aws, cisa, kev, nvd, ghsa, osv, owasp',
    '- --threshold affected=none: one of affected, service, exploited, awareness, =, and one of low, medium, high, critical, never are expected',
    '- --threshold service: one of affected, service, exploited, awareness, =, and one of low, medium, high, critical, never are expected',
    '',
  ]);
  expect((await cli(['bulletins', '--since', '2027-01-01'])).err).toContain('lies in the future');
  expect((await cli(['bulletins', '--since', '200d'])).err).toContain('more than 119 days ago');
  expect((await cli(['bulletins', '--sbom', 'nowhere'])).code).toBe(2);
});
