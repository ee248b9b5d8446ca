import * as fs from 'fs';
import * as path from 'path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { BulletinNotification, BurstNotification, DigestNotification, eventOf, findingOf, snsMessage } from '../../../lib/awareness/feed';

const BULLETIN: BulletinNotification = {
  kind: 'bulletin',
  notificationId: 'abc',
  thread: 'CVE-2026-90001',
  source: 'ghsa',
  sourceTitle: 'GitHub Advisory Database',
  bulletinId: 'GHSA-2222-3333-4444',
  change: 'new',
  tier: 'affected',
  tiers: ['affected', 'exploited', 'awareness'],
  title: 'left-join: prototype pollution',
  summary: 'Objects from requests can change Object.prototype in versions < 1.4.2.',
  link: 'https://github.com/advisories/GHSA-2222-3333-4444',
  published: '2026-11-24T09:00:00.000Z',
  modified: null,
  severity: 'unknown',
  exploited: true,
  epss: 0.412,
  aliases: ['CVE-2026-90001'],
  services: ['DynamoDB'],
  affected: [
    { ecosystem: 'npm', name: 'left-join', version: '1.4.0', fixedIn: '1.4.2', functions: ['Orders/Create', 'Orders/Process'], functionCount: 5 },
    { ecosystem: 'npm', name: 'left-join', version: '0.9.0', fixedIn: null, functions: ['Orders/Old'], functionCount: 1 },
  ],
};

const DIGEST: DigestNotification = {
  kind: 'digest',
  notificationId: 'def',
  week: '2026-W48',
  total: 3,
  entries: [
    { source: 'nvd', bulletinId: 'CVE-2026-1', tier: 'awareness', title: 'CVE-2026-1: one', link: 'https://nvd.nist.gov/1', severity: 'high', functions: [] },
    { source: 'ghsa', bulletinId: 'GHSA-1', tier: 'affected', title: 'two', link: null, severity: 'unknown', functions: ['Orders/Create'] },
  ],
  sources: [{ source: 'nvd', title: 'NVD', readAt: null }],
  unknownFunctions: ['Orders/Legacy'],
};

test('the email about a bulletin', () => {
  const { subject, message, attributes } = snsMessage(BULLETIN);
  expect(subject).toBe('[unknown, affects your functions] left-join: prototype pollution');
  const texts = JSON.parse(message);
  expect(texts.default.split('\n')).toEqual([
    'left-join: prototype pollution',
    '',
    'Severity: unknown, which does not mean low',
    'Why you get this message: affects your functions; exploited in the wild; for awareness. It is new.',
    'Exploited in the wild: yes',
    'Likelihood of being exploited within 30 days (EPSS): 41.2 %',
    'Services in use that it names: DynamoDB',
    'Source: GitHub Advisory Database, GHSA-2222-3333-4444, CVE-2026-90001',
    'Published: 2026-11-24T09:00:00.000Z',
    '',
    'Affected:',
    '- left-join@1.4.0 in Orders/Create, Orders/Process and 3 more: update to 1.4.2',
    '- left-join@0.9.0 in Orders/Old: no fixed version is known',
    '',
    'Objects from requests can change Object.prototype in versions < 1.4.2.',
    '',
    'https://github.com/advisories/GHSA-2222-3333-4444',
    '',
    'Notification abc: the same id means that this message is a repetition.',
  ]);
  expect(attributes).toEqual({
    kind: 'bulletin', notificationId: 'abc', thread: 'CVE-2026-90001', source: 'ghsa', bulletinId: 'GHSA-2222-3333-4444', tier: 'affected', severity: 'unknown', change: 'new', exploited: 'true',
  });
});

test('the chat message has the format of Amazon Q Developer and escapes foreign text', () => {
  const hostile = { ...BULLETIN, title: '<!channel> @here [click](https://evil.example)' };
  const chat = JSON.parse(JSON.parse(snsMessage(hostile).message).https);
  expect(chat).toMatchObject({ version: '1.0', source: 'custom', id: 'abc', content: { textType: 'client-markdown' }, metadata: { threadId: 'CVE-2026-90001' } });
  expect(chat.content.title).toBe('&lt;!channel&gt; @\u2060here [click] (https://evil.example)');
  expect(chat.content.nextSteps[0]).toBe('left-join@1.4.0 in Orders/Create, Orders/Process and 3 more: update to 1.4.2'.replace(/@/g, '@\u2060'));
});

test('the email of the weekly digest', () => {
  const { subject, message } = snsMessage(DIGEST);
  expect(subject).toBe('Security bulletins of 2026-W48: 3 below the thresholds');
  expect(JSON.parse(message).default.split('\n')).toEqual([
    '3 bulletins came in week 2026-W48 without a message of their own.',
    '',
    '- [high, for awareness] CVE-2026-1: one https://nvd.nist.gov/1',
    '- [unknown, affects your functions] GHSA-1: two (Orders/Create)',
    'and 1 more, less near or less severe',
    '',
    'Sources, and when they were last read:',
    '- NVD: never',
    '',
    'Bulletins may be missed, since it is not known in full what these ship: Orders/Legacy',
  ]);
});

test('the email about a burst', () => {
  const burst: BurstNotification = { kind: 'burst', notificationId: 'ghi', total: 300, entries: DIGEST.entries };
  const { subject, message, attributes } = snsMessage(burst);
  expect(subject).toBe('300 more security bulletins at once');
  expect(JSON.parse(message).default.split('\n')).toEqual([
    '300 bulletins came at once, besides those that have a message of their own. The event bus has an event for each.',
    '',
    '- [high, for awareness] CVE-2026-1: one https://nvd.nist.gov/1',
    '- [unknown, affects your functions] GHSA-1: two (Orders/Create)',
    'and 298 more, less near or less severe',
    '',
    'Notification ghi: the same id means that this message is a repetition.',
  ]);
  expect(attributes).toEqual({ kind: 'burst', notificationId: 'ghi' });
});

test('messages respect the limits of AWS: subjects in ASCII of 100 characters, and 256 KiB', () => {
  const long = { ...BULLETIN, title: `“Ünicode” – ${'x'.repeat(290)}`, summary: '漢'.repeat(2000), affected: Array(50).fill({ ...BULLETIN.affected[0], functions: Array(50).fill('漢'.repeat(200)) }) };
  const { subject, message } = snsMessage(long);
  expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  expect(Buffer.byteLength(message)).toBeLessThan(262_144);
  expect(Buffer.byteLength(eventOf({ ...DIGEST, entries: Array(200).fill({ ...DIGEST.entries[0], title: 'x'.repeat(300) }) }).detail)).toBeLessThan(262_144);
});

test('events match the published schema', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(__dirname, '../../../lib/awareness/bulletin-event.schema.json'), 'utf8'));
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  for (const notification of [BULLETIN, DIGEST]) {
    const { source, detailType, detail } = eventOf(notification);
    expect(validate({ 'source': source, 'detail-type': detailType, 'detail': JSON.parse(detail) })).toBe(true);
    expect(validate({ 'source': source, 'detail-type': detailType, 'detail': { ...JSON.parse(detail), more: 1 } })).toBe(false);
  }
});

test('the Security Hub finding', () => {
  const finding = findingOf(BULLETIN, { partition: 'aws', region: 'eu-central-1', accountId: '123456789012' }, Date.parse('2026-11-25T12:00:00Z'));
  expect(finding).toMatchObject({
    Id: 'cdk-sec3/bulletins/CVE-2026-90001',
    ProductArn: 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default',
    Severity: { Label: 'HIGH', Original: 'unknown' },
    Resources: [{ Id: 'Orders/Create', Partition: 'aws' }, { Id: 'Orders/Process' }, { Id: 'Orders/Old' }],
    Vulnerabilities: [{ VulnerablePackages: [{ Name: 'left-join', FixedInVersion: '1.4.2', PackageManager: 'NPM' }, { Name: 'left-join' }] }],
  });
});
