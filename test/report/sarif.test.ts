import * as fs from 'fs';
import * as path from 'path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { acknowledged, bare, everything, resultOf, stack } from './sample';
import { GATE_FINDINGS, StackTemplate } from '../../lib/gate';
import { resourceLines, toSarif } from '../../lib/report';

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(__dirname, 'fixtures', 'sarif-schema-2.1.0.json'), 'utf8')));

function run(result: ReturnType<typeof resultOf>, lineOf?: (template: string, logicalId: string) => number | undefined) {
  const log = JSON.parse(toSarif(result, { version: '1.2.3', lineOf }));
  validate(log);
  expect(validate.errors).toBeNull();
  return log.runs[0];
}

test('the schema is one that refuses', () => {
  const log = JSON.parse(toSarif(everything(), { version: '1.2.3' }));
  log.runs[0].results[0].level = 'fatal';
  expect(validate(log)).toBe(false);
});

test('the tool and its rules', () => {
  const { driver } = run(everything()).tool;
  expect(driver).toMatchObject({ name: 'cdk-sec3', semanticVersion: '1.2.3' });
  expect(driver.rules.map(({ id }: any) => id)).toEqual([
    'Sec3-Rotated',
    'Sec3-Managed',
    'Sec3-Limited',
    'Sec3-Validated',
    ...Object.keys(GATE_FINDINGS).map((id) => `Sec3-${id}`),
  ]);
  expect(driver.rules[2]).toEqual({
    id: 'Sec3-Limited',
    name: 'Limited',
    shortDescription: { text: 'Limited holds.' },
    fullDescription: { text: 'An attacker gains from Limited.' },
    help: {
      text:
        'CDK: Construct what Limited asks.\n\nCloudFormation: Write what Limited asks.\n\nWhen to acknowledge: When there is no Function: say why.\n\n' +
        'Findings:\nbad: It is bad.\nworse: It is worse.\n\nhttps://example.com/Limited',
      markdown:
        'CDK: Construct what Limited asks.\n\nCloudFormation: Write what Limited asks.\n\nWhen to acknowledge: When there is no Function: say why.\n\n' +
        '- `bad`: It is bad.\n- `worse`: It is worse.\n\n[Documentation](https://example.com/Limited)',
    },
    helpUri: 'https://example.com/Limited',
    defaultConfiguration: { level: 'warning' },
    properties: { tags: ['security', 'SEC 3', 'runtime-protection', 'runtime-protection/lock-out'] },
  });
});

test('a result', () => {
  const { results } = run(resultOf([stack('Orders', { Api: 'bad' })]), (template, logicalId) => (`${template} ${logicalId}`).length);
  expect(results).toEqual([
    {
      ruleId: 'Sec3-Validated',
      ruleIndex: 3,
      kind: 'fail',
      level: 'error',
      message: { text: 'this is bad' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'cdk.out/Orders.template.json', uriBaseId: '%SRCROOT%' },
            region: { startLine: 'cdk.out/Orders.template.json Api'.length },
          },
          logicalLocations: [{ fullyQualifiedName: 'Orders/Api', name: 'Api', kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'sec3/v1': expect.stringMatching(/^[0-9a-f]{32}$/) },
      properties: { id: 'Sec3-Validated[bad]', location: 'Properties.Says', resourceType: 'Test::Api', fix: 'Construct what Validated asks.' },
    },
  ]);
});

test('kinds and levels', () => {
  const { results } = run(everything());
  expect(results.map(({ kind, level, properties, suppressions }: any) => [properties.id, kind, level, suppressions?.length ?? 0].join(' '))).toEqual([
    'Sec3-AcknowledgementStale fail warning 0',
    'Sec3-Limited[bad] fail warning 0',
    'Sec3-Managed[bad] fail error 0',
    'Sec3-Managed[bad] fail error 0',
    'Sec3-Managed[undetermined] open none 0',
    'Sec3-Managed[worse] fail error 0',
    'Sec3-Rotated[bad] fail error 0',
    'Sec3-Rotated[undetermined] open none 0',
    'Sec3-Rotated[worse] fail error 0',
    'Sec3-TemplateUnreadable fail error 0',
    'Sec3-Rotated[bad] fail error 1',
  ]);
});

test('undetermined as an error is a failure', () => {
  const { results } = run(resultOf([stack('Orders', { Api: 'unknown' })], {}, { undetermined: 'error' }));
  expect(results).toMatchObject([{ kind: 'fail', level: 'error' }]);
});

test('an acknowledgement is a suppression with its reason', () => {
  const result = resultOf([stack('Orders', { Api: 'bad' })], { acknowledgements: [acknowledged('Sec3-Validated', 'Orders')] });
  expect(run(result).results).toMatchObject([
    { suppressions: [{ kind: 'external', status: 'accepted', justification: 'Accepted: Sec3-Validated is fine here.' }] },
  ]);
});

describe('the run', () => {
  test('was successful where all was checked', () => {
    expect(run(resultOf([stack('Orders', { Api: 'bad' })])).invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  test('was not where a template could not be read', () => {
    expect(run(everything()).invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: 'error',
            message: { text: 'cdk.out/Cut.template.json:3:7: is not valid JSON (cut off)' },
            descriptor: { id: 'Sec3-TemplateUnreadable' },
          },
        ],
      },
    ]);
  });

  test('was not where a rule broke', () => {
    expect(run(resultOf([stack('Orders', { Api: 'throw' })])).invocations).toMatchObject([{ executionSuccessful: false }]);
  });
});

describe('fingerprints', () => {
  const prints = (result: ReturnType<typeof resultOf>): string[] => run(result).results.map((one: any) => one.partialFingerprints['sec3/v1']);

  test('differ by finding and place', () => {
    const found = prints(everything());
    // The suppressed one has its own place as well.
    expect(new Set(found).size).toBe(found.length);
  });

  test('stay as messages, lines and other findings change', () => {
    const [before] = prints(resultOf([stack('Orders', { Api: 'worse: one' })]));
    const after = prints(resultOf([stack('Other', { Api: 'bad' }), stack('Orders', { Function: 'bad', Api: 'worse: two' })]));
    expect(after).toContain(before);
  });

  test('differ for two findings of a kind at one place', () => {
    const twice = { ...stack('Orders', {}).body, Resources: { Api: { Type: 'Test::Api', Properties: { Says: { 'Fn::If': ['C', 'worse: a', 'worse: b'] } } } } };
    const conditions = { C: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] } };
    const body = { ...twice, Conditions: conditions };
    const found = prints(resultOf([new StackTemplate({ file: 'a.json', constructPath: 'Orders', body })]));
    expect(found).toHaveLength(2);
    expect(new Set(found).size).toBe(2);
  });
});

describe('locations', () => {
  const uris = (result: ReturnType<typeof resultOf>) =>
    run(result).results.map((one: any) => one.locations[0].physicalLocation.artifactLocation);

  test('are URIs', () => {
    expect(uris(resultOf([bare('a b/ü#1.json', { Api: 'bad' })]))).toEqual([{ uri: 'a%20b/%C3%BC%231.json', uriBaseId: '%SRCROOT%' }]);
    expect(uris(resultOf([bare('/tmp/a b.json', { Api: 'bad' })]))).toEqual([{ uri: 'file:///tmp/a%20b.json' }]);
  });

  test('are there for what is about no resource', () => {
    const acknowledgements = [acknowledged('Sec3-Validated', 'B/Inner'), acknowledged('Sec3-Validated', '')];
    const result = resultOf([stack('A', {}), stack('B', {})], { acknowledgements });
    expect(uris(result)).toEqual([
      { uri: 'cdk.out/A.template.json', uriBaseId: '%SRCROOT%' },
      { uri: 'cdk.out/B.template.json', uriBaseId: '%SRCROOT%' },
    ]);
  });

  test('have no region where the line is not known', () => {
    const { results } = run(resultOf([stack('Orders', { Api: 'bad' })]), (template, logicalId) => resourceLines(`{"${template}": 1}`).get(logicalId));
    expect(results[0].locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'cdk.out/Orders.template.json', uriBaseId: '%SRCROOT%' } });
  });
});
