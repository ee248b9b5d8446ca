import { judged, OPTIONS } from './sample-workload';
import { readSecurityReport, securityJson, securityPage, securityReport } from '../../../lib/report/security';

const subject = {
  application: 'Orders <script>',
  environment: 'production',
  commit: 'c0ffee',
  modified: true,
  assemblyHash: 'a'.repeat(64),
  madeBy: 'ci & co',
  versions: { 'Node.js': '24.1.0', 'cloud assembly': '55.0.0' },
};
const acknowledgement = { id: 'Sec3-RuntimeProtected[not-protected]', path: 'App/Fn1', reason: 'It is replaced next month', statedBy: 'orders-team', on: '2026-01-02', until: '2026-12-31' };
const report = securityReport(judged(undefined, [acknowledgement]), { ...OPTIONS, subject });
const page = securityPage(report, (template) => template);

test('the page begins with its subject, and ends with fields to sign', () => {
  for (const text of ['Orders &lt;script&gt;', 'production', 'c0ffee</code>, with changes that are not committed', 'a'.repeat(64), 'Node.js 24.1.0', 'by ci &amp; co', 'Region not known before deployment']) {
    expect(page).toContain(text);
  }
  expect(page.indexOf('id="subject"')).toBeLessThan(page.indexOf('<h2>Status<'));
  expect(page.indexOf('id="sign-off"')).toBeGreaterThan(page.indexOf('Accepted findings, and the reasons'));
});

test.each([
  [{ modified: false }, 'c0ffee</code>, unchanged<'],
  [{ modified: false, untracked: ['a<b.ts'] }, 'c0ffee</code>, with 1 file that it does not have: <code>a&lt;b.ts</code><'],
  [{ modified: true, untracked: ['a.ts', 'b.ts'] }, 'c0ffee</code>, with changes that are not committed, and 2 files that it does not have, such as <code>a.ts</code><'],
  [{ modified: undefined }, 'c0ffee</code><'],
  [{ commit: undefined }, 'not in a repository<'],
])('the commit says how the sources differ from it: %j', (changes, text) => {
  expect(securityPage(securityReport(judged(), { ...OPTIONS, subject: { ...subject, ...changes } }))).toContain(text);
});

test('acknowledgements have an owner and a date', () => {
  expect(page).toMatch(/<td>orders-team<\/td><td>2026-01-02<\/td><td>2026-12-31<\/td>/);
  expect(securityPage(securityReport(judged(undefined, [{ ...acknowledgement, statedBy: undefined, on: undefined }]), OPTIONS))).toContain('<td>not stated</td><td>not stated</td>');
});

test('bills of materials are linked in the folder of the assembly', () => expect(page).toContain('href="cdk.out/sbom/App/Fn0.cdx.json"'));

test('JSON has all fields', () => expect(readSecurityReport(securityJson(report), 'r.json')).toEqual(JSON.parse(JSON.stringify(report))));

test('without a subject, there are no fields to sign', () => expect(securityPage(securityReport(judged(), OPTIONS))).not.toContain('Sign-off'));
