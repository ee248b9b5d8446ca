/** What `cdk-sec3 fuzz --evidence` leaves for each function, as the rules see it. */
import { functionAt } from './validated-function';
import { finding, isOwnCode, Outcome, Property, Resource } from '../../gate';

/** The key in a function's `Metadata` with what the file of the fuzzer says: put there at synthesis, since rules read no files. */
export const FUZZ_METADATA = 'cdk-sec3:fuzz';

/** The findings of both rules. */
export const FUZZ_FINDINGS = {
  'not-fuzzed': 'No report of the fuzzer about the function is known.',
  'other-code': 'The report of the fuzzer is about other code than the function has now.',
  'not-this-way': 'The report of the fuzzer has not tried this way into the function.',
  'found': 'The fuzzer has found something.',
};

/**
 * Judges by the report whether a function was fuzzed as it is now.
 *
 * @param at what brings the events
 * @param target the function, by itself or by a version or alias
 * @param kinds how the report calls such ways in
 */
export function checkFuzzed(at: Resource | Property, target: Property, kinds: readonly string[]): readonly Outcome[] {
  const fn = functionAt(target);
  // What comes with a package has been tested there.
  if (!fn || isOwnCode(fn)) return [];
  const report = fn.attribute('Metadata').at(FUZZ_METADATA);
  if (!report.exists) return [finding(at, 'not-fuzzed', `no report says that ${fn.path} was fuzzed`)];
  const hash = report.at('assetHash').string();
  const now = hashOf(fn);
  if (hash !== now) return [finding(at, 'other-code', `the report of the fuzzer is about code ${hash ?? 'without a hash'}, and ${fn.path} has ${now ?? 'code in the template'}`)];
  const ways = report.at('entrances').items().filter((way) => kinds.includes(way.at('kind').string() ?? '') && way.at('failure').string() === undefined);
  if (ways.length === 0) return [finding(at, 'not-this-way', `the report of the fuzzer has no ${kinds.join(' or ')} among the ways into ${fn.path}`)];
  const found = ways.flatMap((way) => way.at('findings').items()).map((entry) => entry.at('id').string() ?? '');
  return found.length === 0 ? [] : [finding(at, 'found', `the fuzzer has found ${[...new Set(found)].join(', ')} in ${fn.path}`)];
}

function hashOf(fn: Resource): string | undefined {
  const key = fn.get('Code', 'S3Key').string();
  return key === undefined ? undefined : assetHashOf(key);
}

/** The hash of the content of an asset, which the CDK names its object in the bucket by. */
export function assetHashOf(key: string): string {
  return key.replace(/^.*\//, '').replace(/\.[a-z]+$/, '');
}
