/**
 * Measures the cost of a run of the bulletin feed: 10,000 advisories are matched with the packages of 500 functions, first when all are new, then
 * when all are known; and a feed of that size is parsed. State is kept in memory, so that DynamoDB is not measured.
 *
 *   npm run bench:feed
 */
import { DEFAULT_THRESHOLDS, Feed, Source, UsedSoftware, WorkloadDocument } from '../lib/awareness/feed';
import { Bulletin, bulletinOf } from '../lib/awareness/feed/bulletin';
import { Drift } from '../lib/awareness/feed/drift';
import { readFeed } from '../lib/awareness/feed/feed-document';
import { MemoryPublisher, MemoryStore } from '../test/awareness/feed/memory-store';

const ITEMS = Number(process.env.BENCH_ITEMS ?? 10_000);
const FUNCTIONS = Number(process.env.BENCH_FUNCTIONS ?? 500);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

/** The number of packages in all functions, and in each function. */
const PACKAGES = 2000;
const PER_FUNCTION = 40;

/** Ratio of all advisories to those about a package in use. */
const RELEVANT = 20;

function workload(): WorkloadDocument {
  const packages = Array.from({ length: PACKAGES }, (_, index) => ({
    ecosystem: index % 2 === 0 ? ('npm' as const) : ('pypi' as const), name: `package-${index}`, version: '1.2.3', functions: [] as number[],
  }));
  for (let fn = 0; fn < FUNCTIONS; fn += 1) {
    for (let each = 0; each < PER_FUNCTION; each += 1) packages[(fn * 7 + each * 53) % PACKAGES].functions.push(fn);
  }
  return {
    version: 1,
    functions: Array.from({ length: FUNCTIONS }, (_, index) => `Orders/Function${index}`),
    packages: packages.filter(({ functions }) => functions.length > 0),
    services: ['Lambda', 'DynamoDB', 'S3', 'SQS', 'SNS', 'ApiGateway', 'KMS', 'Events', 'Scheduler', 'SecretsManager'],
    technologies: ['PostgreSQL'],
    unknown: [],
  };
}

function bulletins(): Bulletin[] {
  return Array.from({ length: ITEMS }, (_, index) => {
    const number = index % RELEVANT === 0 ? (index / RELEVANT) % PACKAGES : PACKAGES + index;
    return bulletinOf({
      source: 'ghsa',
      id: `GHSA-${index}`,
      title: `An advisory, number ${index}`,
      summary: 'Objects from requests can change what all objects have. '.repeat(20),
      modified: 1_700_000_000_000 + index,
      severity: 'high',
      aliases: [`CVE-2026-${10_000 + index}`],
      affected: [{
        package: { ecosystem: number % 2 === 0 ? 'npm' : 'PyPI', name: `package-${number}` },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '1.0.0' }, { fixed: '1.3.0' }] }],
      }],
    });
  });
}

async function bench(): Promise<void> {
  const document = workload();
  const news = bulletins();
  const text = JSON.stringify(document);
  console.log(`${ITEMS} bulletins, ${FUNCTIONS} functions with ${PER_FUNCTION} packages each, ${document.packages.length} packages in all (${Math.round(text.length / 1024)} KiB)`);
  const times: { [what: string]: number[] } = {};
  const timed = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    const start = process.hrtime.bigint();
    const result = await work();
    (times[what] ??= []).push(Number(process.hrtime.bigint() - start) / 1e6);
    return result;
  };
  let notified = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const parsed = await timed('reading the workload', () => UsedSoftware.parse(text));
    const store = new MemoryStore();
    const publisher = new MemoryPublisher();
    const feed = new Feed({
      store,
      publisher,
      workload: parsed,
      thresholds: DEFAULT_THRESHOLDS,
      epss: false,
      clock: Date.now,
      pause: () => Promise.resolve(),
      remaining: () => Infinity,
      transport: () => Promise.reject(new Error('no request is expected')),
    });
    const source: Source = { id: 'ghsa', title: 'Advisories', hosts: [], read: async () => ({ bulletins: news, next: {} }) };
    await store.saveCursor('ghsa', { seeded: true, workload: parsed.digest });
    const outcome = await timed('all are new: matching and keeping', () => feed.read(source));
    await timed('telling', () => feed.deliver());
    await timed('all are known', () => feed.read(source));
    notified = outcome.notified;
    if (notified !== publisher.published.length || notified + outcome.digested !== ITEMS) throw new Error(`${notified} notified, ${outcome.digested} digested: something is missing`);
    const item = (index: number) => `<item><title>Item ${index}</title><guid>${index}</guid><description>&lt;p&gt;${'text '.repeat(50)}&lt;/p&gt;</description></item>`;
    const rss = `<rss version="2.0"><channel>${Array.from({ length: ITEMS }, (_, index) => item(index)).join('')}</channel></rss>`;
    await timed(`reading RSS of ${(rss.length / 1e6).toFixed(1)} MB`, () => readFeed('news', rss, new Drift()));
  }
  for (const [what, each] of Object.entries(times)) {
    const sorted = [...each].sort((a, b) => a - b);
    console.log(`${what.padEnd(40)}${sorted[Math.floor(sorted.length / 2)].toFixed(0).padStart(7)} ms, median of ${ROUNDS} (${sorted[0].toFixed(0)} to ${sorted[sorted.length - 1].toFixed(0)})`);
  }
  console.log(`${notified} notified; most memory of the process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB, of which ${Math.round(base / 1024)} MiB before`);
}

const base = process.resourceUsage().maxRSS;
void bench();
