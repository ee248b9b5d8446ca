/** Feeds over weeks: in the formats of their sources, with their daily numbers, about fictitious matters. */
import * as fs from 'fs';
import * as path from 'path';
import type { WorkloadDocument } from '../../../lib/awareness/feed';

const HOURS = 3_600_000;

/** Records a day, as counted in 2026; of CISA's catalog a third of a record for each step. */
const NVD_NEW = 130;
const NVD_TOUCHED = 450;
const GHSA_NEW = 40;
const CISA_NEW = 3;

/** Shares. */
const KEV_A_STEP = 0.34;
const AFFECTED_A_STEP = 0.08;
const AWS_A_STEP = 0.1;
const NAMES_A_SERVICE = 0.003;
const MASS_EDITS = [20, 95, 160];

/** The packages of a service of ten functions, of which four ship most. */
export const TYPICAL: WorkloadDocument = {
  version: 1,
  functions: Array.from({ length: 10 }, (_, index) => `Orders/Function${index}`),
  packages: Array.from({ length: 180 }, (_, index) => ({
    ecosystem: index % 3 === 0 ? ('pypi' as const) : ('npm' as const), name: `package-${index}`, version: '2.1.0', functions: index % 2 === 0 ? [index % 10] : [0, 1, 2, 3],
  })),
  services: ['Lambda', 'ApiGateway', 'DynamoDB', 'SQS', 'SNS', 'S3', 'Events', 'KMS', 'SecretsManager', 'IAM', 'Logs', 'CloudWatch', 'WAFv2', 'Scheduler'],
  technologies: [],
  unknown: [],
};

/** An event that must be notified. */
export interface Matter {
  readonly thread: string;
  readonly what: string;
}

interface Cve {
  readonly id: string;
  readonly text: string;
  readonly published: number;
  severity?: string;
  exploited?: number;
}

/** Writes the documents of all sources at a point in time into a folder, in the layout of `offline`. */
export class World {
  public readonly matters: Matter[] = [];
  private readonly cves: Cve[] = [];
  private readonly kev: { cveID: string; added: number; name: string }[] = [];
  private readonly aws: string[] = [];
  private readonly cisa: string[] = [];
  private readonly later: { at: number; happens: () => void }[] = [];
  private touched = new Set<Cve>();
  private advisories: object[] = [];
  private count = 0;

  constructor(
    private readonly folder: string,
    private readonly random: () => number,
    start: number,
  ) {
    fs.mkdirSync(path.join(folder, 'osv'), { recursive: true });
    for (let index = 0; index < 1500; index += 1) {
      const cve = this.cve(start - (60 + index) * 24 * HOURS, 'Remote code execution in an appliance.');
      cve.exploited = cve.published + 24 * HOURS;
      this.kev.push({ cveID: cve.id, added: cve.exploited, name: 'an appliance' });
    }
    this.aws.push(item('Old bulletin on AWS Lambda', 'Nothing to do.', start));
    this.cisa.push(item('An old advisory', 'Nothing to do.', start));
    this.touched.clear();
  }

  /** Advances time by half a day. */
  public step(index: number, now: number): void {
    this.touched.clear();
    this.advisories = [];
    for (const { happens } of this.take(now)) happens();
    for (let each = 0; each < NVD_NEW / 2; each += 1) this.cve(now, this.description()).severity = this.severity();
    for (let each = 0; each < NVD_TOUCHED / 2; each += 1) this.touched.add(this.cves[Math.floor(this.random() * this.cves.length)]);
    if (MASS_EDITS.includes(index)) for (const { cveID } of this.kev.slice(0, 300)) this.touched.add(this.cves.find(({ id }) => id === cveID)!);
    if (this.random() < KEV_A_STEP) this.exploit(this.cves[this.cves.length - 1 - Math.floor(this.random() * 400)], now);
    for (let each = 0; each < GHSA_NEW / 2; each += 1) this.advisory(`other-${this.next()}`, now, { malware: each % 3 > 0 });
    for (let each = 0; each < CISA_NEW / 2; each += 1) this.cisa.unshift(item(`ICS advisory ${this.next()}`, `An issue of a controller: ${this.cves.at(-1)!.id}`, now));
    if (this.random() < AFFECTED_A_STEP) this.affect(now);
    if (this.random() < AWS_A_STEP) this.bulletin(now);
    this.write(now);
  }

  /** Adds an advisory on a used package: first from GitHub, then from OSV and NVD, sometimes with a fix and an exploit later. */
  private affect(now: number): void {
    const used = TYPICAL.packages[Math.floor(this.random() * TYPICAL.packages.length)];
    const cve = this.cve(now, `A flaw in ${used.name}.`);
    const id = `GHSA-${this.next()}`;
    const hasFix = this.random() < 0.8;
    const says = (fixed: string | undefined, at: number) => this.advisory(used.name, at, { id, cve: cve.id, ecosystem: used.ecosystem === 'npm' ? 'npm' : 'pip', fixed });
    says(hasFix ? '2.2.0' : undefined, now);
    this.matter(cve.id, `affects ${used.name}`);
    this.after(now, 24, () => this.osv(id, cve.id, used.ecosystem === 'npm' ? 'npm' : 'PyPI', used.name, hasFix ? '2.2.0' : undefined));
    this.after(now, 48, () => ((cve.severity = 'HIGH'), this.touched.add(cve)));
    if (!hasFix) this.after(now, 24 * 7, () => says('2.2.0', now + 24 * 7 * HOURS));
    if (this.random() < 0.3) {
      this.after(now, 24 * 10, () => {
        this.exploit(cve, now + 24 * 10 * HOURS);
        this.matter(cve.id, 'exploited');
      });
    }
  }

  private bulletin(now: number): void {
    const [title, matters] = [
      ['Issue with AWS Lambda function URLs', true], ['Issue with the AWS CDK CLI', true], ['Issue with DynamoDB local', false],
      ['Issue with Amazon Redshift JDBC driver', false], ['Issue with Amazon EKS add-ons', false], ['Issue with S3 Encryption Client', false],
    ][Math.floor(this.random() * 6)] as [string, boolean];
    const cve = this.cve(now + 24 * HOURS, `${title}.`);
    const full = `${title} (${cve.id})`;
    this.aws.unshift(item(full, 'AWS Lambda and Amazon S3 customers can read more.', now));
    if (matters) this.matter(cve.id, full);
  }

  private exploit(cve: Cve, now: number): void {
    if (cve.exploited !== undefined) return;
    cve.exploited = now;
    this.kev.push({ cveID: cve.id, added: now, name: cve.text });
    this.after(now, 24, () => this.touched.add(cve));
  }

  private cve(published: number, text: string): Cve {
    const cve: Cve = { id: `CVE-${new Date(published).getUTCFullYear()}-${10_000 + this.next()}`, text, published };
    this.cves.push(cve);
    this.touched.add(cve);
    return cve;
  }

  private advisory(name: string, at: number, { id = `GHSA-${this.next()}`, cve, ecosystem = 'npm', fixed, malware = false }: Advisory): void {
    this.advisories.push({
      ghsa_id: id,
      cve_id: cve ?? null,
      type: malware ? 'malware' : 'reviewed',
      summary: `A flaw in ${name}`,
      description: 'Text.',
      severity: 'high',
      html_url: `https://github.com/advisories/${id}`,
      published_at: new Date(at).toISOString(),
      updated_at: new Date(at).toISOString(),
      withdrawn_at: null,
      vulnerabilities: [{ package: { ecosystem, name }, vulnerable_version_range: fixed ? `< ${fixed}` : '>= 0', first_patched_version: fixed ?? null }],
    });
  }

  private osv(id: string, cve: string, ecosystem: string, name: string, fixed: string | undefined): void {
    const record = {
      id,
      modified: new Date().toISOString(),
      aliases: [cve],
      summary: `A flaw in ${name}`,
      affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed ? [{ fixed }] : [])] }] }],
      database_specific: { severity: 'HIGH' },
    };
    fs.writeFileSync(path.join(this.folder, 'osv', `${id}.json`), JSON.stringify(record));
  }

  private write(now: number): void {
    const put = (name: string, text: string) => fs.writeFileSync(path.join(this.folder, name), text);
    const nvd = [...this.touched].map(({ id, text, published, severity, exploited }) => ({
      cve: {
        id,
        published: new Date(published).toISOString(),
        lastModified: new Date(now).toISOString(),
        descriptions: [{ lang: 'en', value: text }],
        ...(exploited && exploited < now ? { cisaExploitAdd: day(exploited) } : {}),
        ...(severity ? { metrics: { cvssMetricV31: [{ cvssData: { baseSeverity: severity } }] } } : {}),
      },
    }));
    put('nvd.json', JSON.stringify({ totalResults: nvd.length, vulnerabilities: nvd }));
    put('kev.json', JSON.stringify({
      vulnerabilities: this.kev.map(({ cveID, added, name }) => ({
        cveID, vulnerabilityName: name, shortDescription: 'Text.', requiredAction: 'Update.', dateAdded: day(added), dueDate: day(added),
      })),
    }));
    put('ghsa.json', JSON.stringify(this.advisories));
    put('aws.xml', rss(this.aws.slice(0, 100)));
    put('cisa.xml', rss(this.cisa.slice(0, 30)));
  }

  private description(): string {
    return this.random() < NAMES_A_SERVICE ? 'A plugin sends files to Amazon S3 without a check.' : `A flaw in product ${this.next()}.`;
  }

  private severity(): string | undefined {
    return [undefined, 'MEDIUM', 'HIGH', 'CRITICAL'][Math.floor(this.random() * 4)];
  }

  private matter(thread: string, what: string): void {
    this.matters.push({ thread, what });
  }

  private after(now: number, hours: number, happens: () => void): void {
    this.later.push({ at: now + hours * HOURS, happens });
  }

  private take(now: number) {
    const due = this.later.filter(({ at }) => at <= now);
    this.later.splice(0, this.later.length, ...this.later.filter(({ at }) => at > now));
    return due;
  }

  private next(): number {
    this.count += 1;
    return this.count;
  }
}

interface Advisory {
  readonly id?: string;
  readonly cve?: string;
  readonly ecosystem?: string;
  readonly fixed?: string;
  readonly malware?: boolean;
}

function item(title: string, text: string, at: number): string {
  const id = title.replace(/\W+/g, '-');
  return `<item><title>${title}</title><guid>${id}</guid><link>https://example.com/${id}</link><description>${text}</description><pubDate>${new Date(at).toUTCString()}</pubDate></item>`;
}

function rss(items: readonly string[]): string {
  return `<rss version="2.0"><channel><title>t</title>${items.join('')}</channel></rss>`;
}

function day(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
