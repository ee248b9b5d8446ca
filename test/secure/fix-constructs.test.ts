import * as fs from 'fs';
import * as path from 'path';
import { AWARENESS_CONSTRUCTS } from './fixes/constructs/awareness';
import { ConstructRepairs } from './fixes/constructs/construct-repair';
import { DEPENDENCIES_CONSTRUCTS } from './fixes/constructs/dependencies';
import { INBOUND_EVENTS_CONSTRUCTS } from './fixes/constructs/inbound-events';
import { RUNTIME_PROTECTION_CONSTRUCTS } from './fixes/constructs/runtime-protection';
import { SECRETS_CONSTRUCTS } from './fixes/constructs/secrets';
import { SEC3_RULES } from '../../lib/secure/rules';
import { check, workloadOfStack } from '../gate/harness';

const REPAIRS: ConstructRepairs = {
  ...AWARENESS_CONSTRUCTS, ...SECRETS_CONSTRUCTS, ...DEPENDENCIES_CONSTRUCTS, ...INBOUND_EVENTS_CONSTRUCTS, ...RUNTIME_PROTECTION_CONSTRUCTS,
};

/** Rules whose fix needs more than constructs, and the tests that apply it: that of fuzzing, to examples/orders. */
const ELSEWHERE: { readonly [rule: string]: string } = {
  DependenciesCertified: 'test/dependencies/certified-dependencies.test.ts',
  SbomPresent: 'test/dependencies/certified-dependencies.test.ts',
  DependencyReviewScheduled: 'test/dependencies/review/dependency-review.test.ts',
  ManualReviewBeforeDeploy: 'test/dependencies/review/manual-review.test.ts',
  EndpointFuzzed: 'test/e2e/gate.test.ts',
  EventSourceFuzzed: 'test/e2e/gate.test.ts',
};

test('each rule has a non-compliant and a fixed construct, or a test elsewhere', () => {
  expect([...Object.keys(REPAIRS), ...Object.keys(ELSEWHERE)].sort()).toEqual(SEC3_RULES.map(({ id }) => id).sort());
  expect(Object.values(ELSEWHERE).filter((file) => !fs.existsSync(path.join(__dirname, '../..', file)))).toEqual([]);
});

test.each(SEC3_RULES.filter(({ id }) => id in REPAIRS).map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const { wrong, right } = REPAIRS[id];
  const said = (build: typeof wrong) => check(rule, workloadOfStack((stack) => void build(stack)));
  expect(said(wrong)).not.toEqual([]);
  expect(said(right)).toEqual([]);
});
