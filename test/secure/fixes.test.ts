import { AWARENESS } from './fixes/awareness';
import { DEPENDENCIES } from './fixes/dependencies';
import { INBOUND_EVENTS } from './fixes/inbound-events';
import { Repairs, repaired, wordsOf } from './fixes/repair';
import { RUNTIME_PROTECTION } from './fixes/runtime-protection';
import { SECRETS } from './fixes/secrets';
import { SEC3_RULES } from '../../lib/secure/rules';
import { check, ids } from '../gate/harness';

const REPAIRS: Repairs = { ...AWARENESS, ...SECRETS, ...DEPENDENCIES, ...INBOUND_EVENTS, ...RUNTIME_PROTECTION };

const FINDINGS = SEC3_RULES.flatMap((rule) => Object.keys(rule.findings).map((finding) => [`${rule.id} ${finding}`, rule, finding] as const));

test('each finding has a non-compliant template and its fix', () => {
  expect(Object.keys(REPAIRS).sort()).toEqual(FINDINGS.map(([name]) => name).sort());
});

test.each(FINDINGS)('%s: its rule is satisfied with the fix', (name, rule, finding) => {
  expect(ids(rule, REPAIRS[name].wrong)).toContainEqual(expect.stringMatching(new RegExp(`\\[${finding}\\]$`)));
  expect(check(rule, repaired(REPAIRS[name]))).toEqual([]);
});

test.each(FINDINGS)('%s: the text of the fix names the changed properties', (name, { fix }) => {
  const { fix: changes, named } = REPAIRS[name];
  const wanted = named === undefined ? wordsOf(changes) : [[named]];
  expect(wanted.filter((words) => !words.some((word) => fix.template.includes(word)))).toEqual([]);
});
