import { FunctionFacts, FuzzedEntryPoint, FuzzFacts } from './workload-map';
import { FEED_METADATA, FEED_TOPIC_METADATA } from '../../awareness/template/feed-metadata';
import type { ItemId } from '../../checklist';
import { CertifiedFile } from '../../dependencies/certification/certified-file';
import { daysAfter } from '../../dependencies/certification/day';
import { DEPENDENCIES_METADATA } from '../../dependencies/template/dependencies-metadata';
import { GateResult, OWN_CODE_METADATA, Resource, Workload } from '../../gate';
import { RUNTIME_CATEGORIES, RuntimePolicyDocument } from '../../runtime-protection/template/runtime-policy-document';
import { count } from '../model';

/** Evidence for a line, besides the results of rules. */
export interface Evidence {
  /** Construct path of its subject; empty for the app. */
  readonly path: string;
  /** The file that contains it, usually the template. */
  readonly template: string;
  readonly text: string;
}

/** Sources of evidence besides the templates. */
export interface EvidenceSources {
  /** The day of the report, as `YYYY-MM-DD`. */
  readonly today: string;
  /** Reads a file of certified dependencies that a template refers to; returns undefined if it is missing or unreadable. */
  readonly certified: (file: string) => CertifiedFile | undefined;
}

/** Approvals that expire within this number of days are listed. */
const SOON = 30;

/** Maximum number of listed packages. */
const NAMED = 10;

/** Returns the evidence for each line. */
export function evidenceOf(
  result: GateResult,
  functions: readonly FunctionFacts[],
  sources: EvidenceSources,
): ReadonlyMap<ItemId, readonly Evidence[]> {
  const evidence = new Map<ItemId, Evidence[]>();
  const add = (item: ItemId, path: string, template: string, text: string) => {
    const list = evidence.get(item) ?? [];
    list.push({ path, template, text });
    evidence.set(item, list);
  };
  for (const { path, template, policy, fuzz } of functions) {
    if (policy) add('runtime-protection/lock-out', path, template, guardText(policy));
    if (fuzz) add('inbound-events/fuzzing', path, template, fuzzText(fuzz));
  }
  const files = new Set<string>();
  for (const resource of result.workload.resources()) {
    if (!resource.stack.judged) continue;
    const { path } = resource;
    const template = resource.stack.file;
    const texts = [...dependencyTexts(resource), ...rotationTexts(resource), ...serviceTexts(resource), ...feedTexts(resource, result.workload)];
    for (const [item, text] of texts) add(item, path, template, text);
    const file = metadataOf(resource, DEPENDENCIES_METADATA)?.certification?.file;
    if (typeof file === 'string') files.add(file);
  }
  for (const file of files) for (const [item, text] of certificationTexts(file, sources)) add(item, '', file, text);
  return evidence;
}

function guardText({ modes, allowedHosts, awsEndpoints }: RuntimePolicyDocument): string {
  const having = (mode: string): string => RUNTIME_CATEGORIES.filter((category) => modes[category] === mode).join(', ');
  const parts = (['block', 'alert'] as const).map((mode) => [mode, having(mode)]).filter(([, list]) => list !== '').map(([mode, list]) => `${mode}s ${list}`);
  const hosts = [...(awsEndpoints ? ['AWS'] : []), ...allowedHosts].join(', ');
  return `The runtime guard ${parts.length > 0 ? parts.join('; ') : 'allows everything'}${modes.network === 'allow' ? '' : `. Hosts: ${hosts || 'none'}`}`;
}

const CODE_TEXTS: { readonly [code in FuzzFacts['code']]: string } = {
  current: 'with the code that the function has now',
  stale: 'with other code than the function has now',
  unknown: 'with code that can’t be compared with the deployed code',
};

/** Returns the fuzzed entry points and their results. */
export function fuzzText({ code, seed, ranOn, branches, entryPoints }: FuzzFacts): string {
  const figures = [ranOn === undefined ? '' : `, on ${ranOn}`, seed === undefined ? '' : `, seed ${seed}`, branches === undefined ? '' : `, ${branches.ran} of ${branches.all} branches run`];
  return `Fuzzed ${CODE_TEXTS[code]}${figures.join('')}: ${entryPoints.map(entryPointText).join('; ') || 'no entry point'}`;
}

function entryPointText({ name, cases, accepted, findings, failure }: FuzzedEntryPoint): string {
  if (failure !== undefined) return `${name} could not be run`;
  return `${name} in ${count(cases, 'case')}${accepted === undefined ? '' : `, ${accepted} of them accepted`}, ${findings.length > 0 ? `found ${findings.join(', ')}` : 'nothing found'}`;
}

function* dependencyTexts(resource: Resource): Generator<[ItemId, string]> {
  if (resource.type !== 'AWS::Lambda::Function') return;
  const own = resource.body.Metadata?.[OWN_CODE_METADATA];
  if (typeof own === 'string') {
    yield ['dependencies/certification', 'The code is that of the cdk-sec3 package, which the lock file of the app pins'];
    return;
  }
  const metadata = metadataOf(resource, DEPENDENCIES_METADATA);
  if (typeof metadata?.sbom !== 'string') return;
  yield ['dependencies/automated-tools', `Bill of materials ${metadata.sbom}: ${count(Number(metadata.packages), 'package')}`];
  const { file, problems } = metadata.certification ?? {};
  if (typeof file === 'string') {
    const open = Array.isArray(problems) ? problems.length : 0;
    yield ['dependencies/certification', `Compared with ${file}: ${open === 0 ? 'all shipped packages are certified' : count(open, 'problem')}`];
  }
}

/** Reviewers, dates and expiry of reviews in a file of certified dependencies. */
function* certificationTexts(file: string, { today, certified }: EvidenceSources): Generator<[ItemId, string]> {
  const content = certified(file);
  if (!content) {
    yield ['dependencies/certification', 'The file is missing where the report was created, so approvals are not listed'];
    return;
  }
  const { packages, exemptions, ignoredAdvisories } = content;
  const [last] = [...packages].sort((a, b) => (a.approvedOn < b.approvedOn ? 1 : -1));
  const approval = last ? `, the last approval of ${last.approvedOn} by ${last.approvedBy}` : '';
  yield ['dependencies/certification', `Certifies ${count(packages.length, 'package')}${approval}; ${count(ignoredAdvisories.length, 'advisory', 'advisories')} ignored`];
  if (exemptions.length > 0) {
    yield ['dependencies/certification', `${count(exemptions.length, 'package')} exempt, as it shipped before: ${listed(exemptions.map(({ name, version }) => `${name}@${version}`).sort())}`];
  }
  const reviewed = packages.filter(({ bulk }) => bulk === undefined);
  const inBulk = packages.length - reviewed.length;
  if (inBulk > 0) yield ['dependencies/certification', `${count(inBulk, 'package')} approved in bulk, without a review`];
  if (reviewed.length > 0) {
    const people = [...new Set(reviewed.map(({ approvedBy }) => approvedBy))].sort();
    yield ['dependencies/manual-review', `${count(reviewed.length, 'package')} reviewed by ${listed(people)}`];
  }
  const named = (entries: CertifiedFile['packages']) => listed(entries.map(({ name, version, range }) => `${name}@${version ?? range}`).sort());
  const over = packages.filter(({ expires }) => expires < today);
  const soon = packages.filter(({ expires }) => expires >= today && expires <= daysAfter(today, SOON));
  if (over.length > 0) yield ['dependencies/certification', `Approvals that have ended: ${named(over)}`];
  if (soon.length > 0) yield ['dependencies/certification', `Approvals that end within ${SOON} days: ${named(soon)}`];
}

function listed(all: readonly string[]): string {
  return all.length > NAMED ? `${all.slice(0, NAMED).join(', ')} and ${all.length - NAMED} more` : all.join(', ');
}

function* rotationTexts({ body, type }: Resource): Generator<[ItemId, string]> {
  if (type !== 'AWS::SecretsManager::RotationSchedule') return;
  const rules = body.Properties?.RotationRules as { readonly [key: string]: unknown } | undefined;
  const schedule = rules?.ScheduleExpression ?? (rules?.AutomaticallyAfterDays === undefined ? undefined : `every ${rules.AutomaticallyAfterDays} days`);
  if (typeof schedule === 'string') yield ['secrets/rotation', `Rotation: ${schedule}`];
}

/** Resources whose existence is the evidence. */
function* serviceTexts({ body, type }: Resource): Generator<[ItemId, string]> {
  if (type === 'AWS::CodeBuild::Project' && /SEC3_REVIEW/.test(JSON.stringify(body.Properties?.Source ?? ''))) {
    yield ['dependencies/every-commit', 'A DependencyReview, which runs scanners in AWS CodeBuild'];
    yield ['dependencies/combined-review', 'The automatic part: a DependencyReview. Who reviews by hand is for people to show'];
  }
  if (type === 'Custom::Sec3InspectorScanning') {
    const what = body.Properties?.ScanType === 'LAMBDA_CODE' ? 'code' : 'packages';
    yield ['dependencies/automated-tools', `Has Amazon Inspector scan the ${what} of the functions of the account and Region`];
  }
  if (type === 'AWS::ApiGateway::RequestValidator') yield ['inbound-events/request-validation', 'A request validator of API Gateway'];
  if (type === 'AWS::ApiGateway::Model') yield ['inbound-events/data-correctness', 'A model that API Gateway holds requests against'];
}

/** Yields the sources, schedules and subscribers of a bulletin feed. */
function* feedTexts(resource: Resource, workload: Workload): Generator<[ItemId, string]> {
  const sources = resource.body.Metadata?.[FEED_METADATA];
  if (Array.isArray(sources)) {
    const schedules = mentioning(resource, workload, 'AWS::Scheduler::Schedule').map((schedule) => written(schedule, 'ScheduleExpression'));
    const times = [...new Set(schedules)].sort().map((time) => `${time} (${schedules.filter((other) => other === time).length})`);
    yield ['awareness/feeds', `Reads ${listed(sources.map(String))}, and compares them with the packages and services of the app${times.length > 0 ? `. Schedules: ${times.join(', ')}` : ''}`];
  }
  if (typeof resource.body.Metadata?.[FEED_TOPIC_METADATA] === 'string') {
    const subscribers = mentioning(resource, workload, 'AWS::SNS::Subscription').map((subscription) => {
      const protocol = written(subscription, 'Protocol');
      // Other endpoints may contain secrets, such as addresses that accept messages from everyone.
      return protocol.startsWith('email') ? `${protocol} ${written(subscription, 'Endpoint')}` : protocol;
    });
    yield ['awareness/notifications', `Notifies subscribers of relevant bulletins by Amazon SNS. Subscribers: ${listed(subscribers) || 'none in the templates'}`];
  }
}

function mentioning(target: Resource, workload: Workload, type: string): Resource[] {
  return [...new Set(workload.mentions(target).map(({ from }) => from))].filter((from) => from.type === type);
}

/** Returns the text of a property in the first scenario. */
function written(resource: Resource, property: string): string {
  const value = resource.body.Properties?.[property];
  return typeof value === 'string' ? value : value === undefined ? 'none' : 'not known';
}

function metadataOf(resource: Resource, key: string): { readonly [key: string]: any } | undefined {
  const metadata = resource.body.Metadata?.[key];
  return typeof metadata === 'object' && metadata !== null ? metadata : undefined;
}
