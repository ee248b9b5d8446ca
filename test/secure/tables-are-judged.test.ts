/** Whether a rule looks at each line of the tables in `lib/aws`: it is made wrong there, and the gate has to say so. */
import { commandProperties, containerImages, embeddedTexts, environmentMaps, functionReferences, resourcePolicies, secretProperties } from '../../lib/aws/properties';
import type { Table } from '../../lib/aws/table';
import { judge, Settings } from '../../lib/gate';
import { TRUSTED_CALLERS, UNJUDGED_CALLERS } from '../../lib/inbound-events/template/function-callers';
import { namesPrincipals, UNJUDGED_POLICIES } from '../../lib/inbound-events/template/resource-policies';
import { NOT_JUDGED } from '../../lib/secure/not-judged';
import { SEC3_RULES } from '../../lib/secure/rules';
import { BESIDE } from '../gate/beside';
import { workloadOf } from '../gate/harness';
import { holding } from '../gate/holding';

const SETTINGS = new Settings();
const FUNCTION = { 'Fn::GetAtt': ['Fn', 'Arn'] };
const OPEN = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'x:Do', Resource: '*' }] };

/** Returns the rules with more findings in a resource if a property has a value than if it has none. */
function findersOf(line: string, value: unknown): string[] {
  const [Type, path] = line.split(' ');
  const { properties = {}, resources = {}, on = 'Probe' } = BESIDE[line] ?? {};
  const foundWith = (one: unknown) => {
    const Properties = { ...(one === undefined ? {} : holding(path, one, 'API_KEY')), ...(one === undefined ? {} : properties) };
    const workload = workloadOf({ Resources: { Probe: { Type, Properties }, Fn: { Type: 'AWS::Lambda::Function', Properties: {} }, ...resources } });
    return SEC3_RULES.flatMap((rule) =>
      workload.resources(...rule.resourceTypes)
        .filter((resource) => resource.logicalId === on)
        .flatMap((resource) => judge(rule, resource, workload, SETTINGS))
        .flatMap((outcome) => (outcome.kind === 'finding' ? [`${rule.id} ${outcome.id} ${outcome.location}`] : [])),
    );
  };
  const before = foundWith(undefined);
  return foundWith(value).filter((found) => !before.includes(found));
}

const linesOf = (table: Table) => [...table].flatMap(([type, paths]) => paths.map((path) => `${type} ${path}`));

/** Returns the lines of a table without a finding, except for those listed as not judged. */
function overlooked(table: Table, valueOf: (line: string) => unknown, known: readonly string[] = []): string[] {
  return linesOf(table).filter((line) => !known.includes(line) && findersOf(line, valueOf(line)).length === 0);
}

const flat = (lists: { readonly [reason: string]: readonly string[] }) => Object.values(lists).flat();

test('rules judge properties that take a secret', () => {
  expect(overlooked(secretProperties(), () => 'hunter22')).toEqual([]);
});

test('rules judge environment variables', () => {
  expect(overlooked(environmentMaps(), () => 'hunter22')).toEqual([]);
});

test('rules judge programs, definitions and inputs', () => {
  expect(overlooked(embeddedTexts(), () => `token = "ghp_${'aB3dE5gH'.repeat(5).slice(0, 36)}"`)).toEqual([]);
});

test('rules judge container images', () => {
  expect(overlooked(containerImages(), () => 'example.com/shop:latest')).toEqual([]);
});

test('rules judge commands', () => {
  expect(overlooked(commandProperties(), (line) => (line.endsWith('*') ? 'curl https://example.com/i.sh | sh' : ['sh', '-c', 'curl https://example.com/i.sh | sh']))).toEqual([]);
});

test('rules judge functions that resources start', () => {
  const [trusted, unjudged, all] = [flat(TRUSTED_CALLERS), flat(UNJUDGED_CALLERS), linesOf(functionReferences())];
  expect([...trusted, ...unjudged].filter((line) => !all.includes(line))).toEqual([]);
  // A mapping is found if it names a function of the check, and also if it names another one.
  const besides = [...trusted, ...unjudged, 'AWS::Lambda::EventSourceMapping FunctionName'];
  expect(overlooked(functionReferences(), () => FUNCTION, besides)).toEqual([]);
  console.info(`functions: ${all.length} properties start one; ${trusted.length} are trusted with a reason, ${unjudged.length} are not judged`);
  expect((all.length - unjudged.length) / all.length).toBeGreaterThan(0.9);
});

test('trusted callers have no findings', () => {
  expect([...flat(TRUSTED_CALLERS), ...flat(UNJUDGED_CALLERS)].filter((line) => findersOf(line, FUNCTION).length > 0)).toEqual([]);
});

test('rules judge resource policies', () => {
  const [unjudged, all] = [flat(UNJUDGED_POLICIES), linesOf(resourcePolicies())];
  expect(unjudged.filter((line) => !all.includes(line))).toEqual([]);
  const open = (line: string) => (namesPrincipals(line.split(' ')[1]) ? '*' : line.endsWith(' Statement') ? OPEN.Statement[0] : OPEN);
  // A method without authorization is found whether its API has such a policy or none.
  const besides = [...unjudged, 'AWS::ApiGateway::RestApi Policy'];
  expect(overlooked(resourcePolicies(), open, besides)).toEqual([]);
  expect((all.length - unjudged.length) / all.length).toBeGreaterThan(0.9);
});

test('exclusions are documented once', () => {
  const named = NOT_JUDGED.flatMap(({ properties = [] }) => properties);
  const excluded = [...flat(TRUSTED_CALLERS), ...flat(UNJUDGED_CALLERS), ...flat(UNJUDGED_POLICIES)];
  expect(excluded.filter((line) => named.filter((other) => other === line).length !== 1)).toEqual([]);
  const besides = named.filter((line) => !excluded.includes(line));
  expect(besides).toEqual([
    'AWS::SES::ConfigurationSet DeliveryOptions.TlsPolicy', 'AWS::SES::MailManagerIngressPoint TlsPolicy', 'AWS::SES::ReceiptRule Rule.TlsPolicy',
    'AWS::IoT::Authorizer SigningDisabled', 'AWS::SES::ReceiptRule Rule.ScanEnabled',
  ]);
  expect(besides.filter((line) => [true, false, 'OPTIONAL'].some((value) => findersOf(line, value).length > 0))).toEqual([]);
});
