/** The evidence of `cdk-sec3 fuzz --evidence` for each function, as rules read it. */
import { createHash } from 'crypto';
import { functionAt } from './validated-function';
import { finding, isOwnCode, NumberParameter, Outcome, Property, Resource, Settings, undetermined } from '../../gate';

/** The key in a function's `Metadata` with the report of the fuzzer. It is added at synthesis, because rules read no files. */
export const FUZZ_METADATA = 'cdk-sec3:fuzz';

/** The findings of both rules. */
export const FUZZ_FINDINGS = {
  'not-fuzzed': 'No report of the fuzzer about the function is known.',
  'other-code': 'The report of the fuzzer is about other code than the function has now.',
  'not-this-way': 'The report of the fuzzer has not tried this entry point of the function.',
  'no-figures': 'The report lacks a required figure, or its figures contradict each other: it was written by an older version, or by hand.',
  'other-runtime': 'The function was fuzzed on another version of its runtime.',
  'few-cases': 'Too few cases were sent to the entry point.',
  'none-accepted': 'The function accepted none of the cases, so little of it was tested.',
  'all-offline': 'In all cases the function called hosts that the fuzzer does not reach, so there is no result.',
  'few-branches': 'Too few of the branches of the function’s own code have run.',
  'found': 'The fuzzer has found something.',
};

/** The minimum number of cases of an entry point. */
const minFuzzCases: NumberParameter = {
  name: 'minFuzzCases',
  description: 'Minimum number of cases that the fuzzer sends to an entry point.',
  type: 'number',
  unit: 'cases',
  default: 100,
  expected: 'a whole number of cases above 0',
  accepts: (cases) => Number.isInteger(cases) && cases > 0,
};

/** The minimum share of the branches. */
const minFuzzedBranches: NumberParameter = {
  name: 'minFuzzedBranches',
  description: 'Smallest share of the branches of a function’s own code that have to run while it is fuzzed.',
  type: 'number',
  unit: 'percent',
  default: 50,
  expected: 'a percentage from 0 to 100',
  accepts: (percent) => percent >= 0 && percent <= 100,
};

/** Parameters of both rules. */
export const FUZZ_PARAMETERS = [minFuzzCases, minFuzzedBranches];

/** Returns the version of a runtime, such as 24 or 3.13. Undefined for runtimes other than nodejs and python. */
export function runtimeVersion(runtime: string | undefined): string | undefined {
  return /^(?:nodejs(\d+)|python(\d+\.\d+))/.exec(runtime ?? '')?.slice(1).find((version) => version !== undefined);
}

/** Checks whether a program such as 24.1.0 has a version such as 24. */
export function isOfVersion(program: string | undefined, version: string): boolean {
  return program === version || (program ?? '').startsWith(`${version}.`);
}

/** The result for an entry point in the report, if it was tried. */
export interface Reported {
  readonly kind: string;
  /** The resource that declares the entry point. */
  readonly declaredBy: Resource;
  /** The name, where a resource declares several entry points. @default - all of the resource */
  readonly name?: string;
}

/**
 * Checks whether the function was fuzzed in its current state, and sufficiently, according to the report.
 *
 * @param at the source of the events
 * @param target the function, directly or by a version or alias
 * @param entryPoint how the report calls the entry point
 */
export function checkFuzzed(at: Resource | Property, target: Property, { kind, declaredBy, name }: Reported, settings: Settings): readonly Outcome[] {
  const fn = functionAt(target);
  // The tests of a package cover its functions.
  if (!fn || isOwnCode(fn)) return [];
  const report = fn.attribute('Metadata').at(FUZZ_METADATA);
  if (!report.exists) return [finding(at, 'not-fuzzed', `no report of the fuzzer covers ${fn.path}`)];
  const hash = report.at('assetHash').string();
  const now = hashOf(fn);
  if (hash !== now) return [finding(at, 'other-code', `the report of the fuzzer is about code ${hash ?? 'without a hash'}, and ${fn.path} has ${now ?? 'code in the template'}`)];
  const wanted = Object.entries({ kind, declaredBy: declaredBy.path, name }).filter(([, value]) => value !== undefined);
  const isThis = (way: Property) => wanted.every(([key, value]) => way.at(key).string() === value);
  const ways = report.at('entryPoints').items().filter((way) => isThis(way) && way.at('failure').string() === undefined);
  const called = name ?? `entry point of kind ${kind}`;
  if (ways.length === 0) return [finding(at, 'not-this-way', `the report of the fuzzer has no ${called} of ${declaredBy.path} that calls ${fn.path}`)];
  const found = ways.flatMap((way) => way.at('findings').items()).map((entry) => entry.at('id').string() ?? '');
  return [
    ...ways.flatMap((way) => checkCases(at, way, fn, settings.of(minFuzzCases))),
    ...checkRuntime(at, report, fn),
    ...checkBranches(at, report, fn, settings.of(minFuzzedBranches)),
    ...(found.length === 0 ? [] : [finding(at, 'found', `the fuzzer has found ${[...new Set(found)].join(', ')} in ${fn.path}`)]),
  ];
}

function checkCases(at: Resource | Property, way: Property, fn: Resource, least: number): readonly Outcome[] {
  const name = `${way.at('name').string() ?? 'an entry point'} of ${fn.path}`;
  const [cases, ...verdicts] = ['cases', 'accepted', 'rejected', 'broken', 'offline', 'passedOn'].map((figure) => way.at(figure).number());
  const isWhole = [cases, ...verdicts].every((figure) => figure !== undefined && Number.isInteger(figure) && figure >= 0);
  if (!isWhole || verdicts.reduce((sum, figure) => sum! + figure!, 0) !== cases) {
    return [finding(at, 'no-figures', `the report of the fuzzer has no results for ${name}`)];
  }
  const [accepted, , , offline] = verdicts;
  if (cases! < least) return [finding(at, 'few-cases', `${cases} cases were sent to ${name}; at least ${least} are expected`)];
  if (offline === cases) return [finding(at, 'all-offline', `in all ${cases} cases for ${name} the function asked for hosts that are not reached`)];
  return accepted === 0 ? [finding(at, 'none-accepted', `none of ${cases} cases for ${name} was accepted`)] : [];
}

function checkRuntime(at: Resource | Property, report: Property, fn: Resource): readonly Outcome[] {
  const runtime = fn.get('Runtime').string();
  const version = runtimeVersion(runtime);
  const program = report.at('ranOn').string();
  if (version === undefined || isOfVersion(program, version)) return [];
  return [finding(at, 'other-runtime', `${fn.path} uses ${runtime}, but was fuzzed on version ${program ?? 'unknown'}`, fn)];
}

function checkBranches(at: Resource | Property, report: Property, fn: Resource, least: number): readonly Outcome[] {
  const branches = report.at('branches');
  const unknown = branches.at('unknown').string();
  if (unknown !== undefined) return [undetermined(at, `how much of ${fn.path} has run is not known: ${unknown}`)];
  const [ran, all] = ['ran', 'all'].map((figure) => branches.at(figure).number());
  // The fuzzer writes no shares of nothing.
  if (ran === undefined || all === undefined || !(ran >= 0 && ran <= all && all > 0)) return [finding(at, 'no-figures', `the report of the fuzzer has no number of executed branches for ${fn.path}`)];
  if (ran * 100 >= all * least) return [];
  return [finding(at, 'few-branches', `${ran} of ${all} branches of ${fn.path} have run, ${Math.floor((ran / all) * 100)}%; at least ${least}% are expected`, fn)];
}

function hashOf(fn: Resource): string | undefined {
  const key = fn.get('Code', 'S3Key').string();
  if (key !== undefined) return assetHashOf(key);
  const inline = fn.get('Code', 'ZipFile').string();
  return inline === undefined ? undefined : inlineHashOf(inline);
}

/** Returns the hash of code that is written in a template. */
export function inlineHashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** Returns the hash of an asset's content from the object key, in which the CDK uses the hash as the name. */
export function assetHashOf(key: string): string {
  return key.replace(/^.*\//, '').replace(/\.[a-z]+$/, '');
}
