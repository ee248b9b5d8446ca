import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { acknowledged, bare, everything, resultOf, stack } from './sample';
import { GATE_FINDINGS, StackTemplate } from '../../lib/gate';
import { toSarif } from '../../lib/report';
import { lineHashes } from '../../lib/report/line-hashes';

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(__dirname, 'fixtures', 'sarif-schema-2.1.0.json'), 'utf8')));

function run(result: ReturnType<typeof resultOf>, root: string = process.cwd()) {
  const log = JSON.parse(toSarif(result, { version: '1.2.3', root }).text);
  validate(log);
  expect(validate.errors).toBeNull();
  return log.runs[0];
}

test('the schema rejects an invalid file', () => {
  const log = JSON.parse(toSarif(everything(), { version: '1.2.3', root: process.cwd() }).text);
  log.runs[0].results[0].level = 'fatal';
  expect(validate(log)).toBe(false);
});

test('the tool lists its rules', () => {
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

test('a result has a rule, a message and a location', () => {
  const { results } = run(resultOf([stack('Orders', { Api: 'bad' })]));
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
            region: { startLine: 1 },
          },
          logicalLocations: [{ fullyQualifiedName: 'Orders/Api', name: 'Api', kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'sec3/v1': expect.stringMatching(/^[0-9a-f]{32}$/) },
      properties: { id: 'Sec3-Validated[bad]', location: 'Properties.Says', resourceType: 'Test::Api', fix: 'Construct what Validated asks.' },
    },
  ]);
});

test('results have their kinds and levels', () => {
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

test('undetermined as an error has the kind fail', () => {
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
  test('is successful if everything was checked', () => {
    expect(run(resultOf([stack('Orders', { Api: 'bad' })])).invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  test('is not successful if a template could not be read', () => {
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

  test('is not successful if a rule threw', () => {
    expect(run(resultOf([stack('Orders', { Api: 'throw' })])).invocations).toMatchObject([{ executionSuccessful: false }]);
  });
});

describe('fingerprints', () => {
  const prints = (result: ReturnType<typeof resultOf>): string[] => run(result).results.map((one: any) => one.partialFingerprints['sec3/v1']);

  test('differ by finding and place', () => {
    const found = prints(everything());
    // The suppressed one also has a separate location.
    expect(new Set(found).size).toBe(found.length);
  });

  test('are independent of messages, lines and other findings', () => {
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

  test('exist for findings without a resource', () => {
    const acknowledgements = [acknowledged('Sec3-Validated', 'B/Inner'), acknowledged('Sec3-Validated', '')];
    const result = resultOf([stack('A', { Api: 'fine' }), stack('B', {})], { acknowledgements });
    expect(uris(result)).toEqual([
      { uri: 'cdk.out/A.template.json', uriBaseId: '%SRCROOT%' },
      { uri: 'cdk.out/B.template.json', uriBaseId: '%SRCROOT%' },
    ]);
  });

  describe('in a repository', () => {
    const code = "new Api(this, 'Api');\n";
    const at = (line: number) => [`new Orders (${folder}/app/lib/orders.ts:${line}:5)`];
    let folder: string;

    beforeEach(() => {
      folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sec3-sarif-')));
      fs.mkdirSync(path.join(folder, 'app', 'lib'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'app', 'lib', 'orders.ts'), `${code}\n${code}`);
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    /** Returns the results about APIs that lines of the code create. */
    const results = (creationStacks: Record<string, readonly string[]>, root = folder) => {
      const { body } = stack('Orders', Object.fromEntries(Object.keys(creationStacks).map((id) => [id, 'bad'])));
      const file = path.join(folder, 'app', 'cdk.out', 'Orders.template.json');
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify(body, null, 1));
      const frames = new Map(Object.entries(creationStacks).map(([id, stackOf]) => [`Orders/${id}`, stackOf]));
      return run(resultOf([new StackTemplate({ file, body, constructPath: 'Orders', creationStacks: frames })]), root).results;
    };

    test('point to the code, and mention the template', () => {
      const [{ locations, relatedLocations }] = results({ Api: at(3) });
      expect(locations).toEqual([
        {
          physicalLocation: { artifactLocation: { uri: 'app/lib/orders.ts', uriBaseId: '%SRCROOT%' }, region: { startLine: 3, startColumn: 5 } },
          logicalLocations: [{ fullyQualifiedName: 'Orders/Api', name: 'Api', kind: 'resource' }],
        },
      ]);
      expect(relatedLocations).toEqual([
        {
          id: 1,
          message: { text: 'In the template' },
          physicalLocation: {
            artifactLocation: { uri: 'app/cdk.out/Orders.template.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 6, startColumn: 5 },
          },
        },
      ]);
    });

    test('point to the template if the code is elsewhere or unknown', () => {
      for (const frames of [['new Orders (/elsewhere/orders.ts:1:1)'], ['...aws-cdk-lib...']]) {
        const [{ locations, relatedLocations }] = results({ Api: frames });
        expect(locations).toHaveLength(1);
        expect(locations[0].physicalLocation.artifactLocation.uri).toBe('app/cdk.out/Orders.template.json');
        expect(relatedLocations).toBeUndefined();
      }
    });

    describe('of files outside the repository', () => {
      const outside = '/elsewhere/legacy.yaml';
      const inside = () => path.join(folder, 'app', 'template.yaml');
      const rootUri = { uri: 'app/template.yaml', uriBaseId: '%SRCROOT%' };
      const resultsOf = (...stacks: StackTemplate[]) => run(resultOf(stacks), folder).results;

      test('are in a file of the repository, and the message names the other file', () => {
        const found = resultsOf(bare(outside, { Api: ['bad', 'worse: much'] }), bare(inside(), { Api: 'fine' }));
        const relative = path.relative(folder, outside);
        expect(found.map(({ message }: any) => message.text)).toEqual([
          `this is bad (in ${relative}:1, outside of the repository)`, `much (in ${relative}:1, outside of the repository)`,
        ]);
        for (const { locations, relatedLocations } of found) {
          expect(locations[0].physicalLocation).toEqual({ artifactLocation: rootUri, region: { startLine: 1 } });
          expect(relatedLocations).toBeUndefined();
        }
      });

      test('are in the parent’s template if that is in the repository', () => {
        const [first, parent] = [bare(path.join(folder, 'a.yaml'), { Api: 'fine' }), bare(inside(), { Api: 'fine' })];
        const { body } = bare(outside, { Api: 'bad' });
        const nested = new StackTemplate({ file: outside, body, parent: { stack: parent, logicalId: 'Api' } });
        expect(resultsOf(first, parent, nested)[0].locations[0].physicalLocation.artifactLocation).toEqual(rootUri);
      });

      test('are in the code of the app if that is in the repository', () => {
        const { body } = stack('Orders', { Api: 'bad' });
        const orders = new StackTemplate({ file: outside, body, constructPath: 'Orders', creationStacks: new Map([['Orders/Api', at(3)]]) });
        const [{ locations, relatedLocations, message }] = resultsOf(orders, bare(inside(), { Api: 'fine' }));
        expect(locations[0].physicalLocation.artifactLocation.uri).toBe('app/lib/orders.ts');
        expect([relatedLocations, message.text]).toEqual([undefined, 'this is bad']);
      });

      test('have their own fingerprints', () => {
        fs.writeFileSync(inside(), 'Resources: {}\n');
        const found = resultsOf(bare(outside, { Api: ['bad', 'worse: much'], Api2: 'bad' }), bare(inside(), { Api: 'fine' }));
        const hashes = found.map(({ partialFingerprints: { primaryLocationLineHash: hash } }: any) => hash);
        expect(new Set(hashes).size).toBe(3);
      });
    });

    test('have the hash of their line, which distinguishes equal lines and constructs of one line', () => {
      const hashes = results({ Api: at(1), Api2: at(3), Api3: at(3) }).map((one: any) => one.partialFingerprints.primaryLocationLineHash);
      expect(hashes.slice(0, 2)).toEqual([lineHashes(`${code}\n${code}`)[0], lineHashes(`${code}\n${code}`)[2]]);
      expect(hashes[2]).toMatch(new RegExp(`^${hashes[1]}:[0-9a-f]{32}$`));
    });

    test('have no such hash if the file does not exist, or is outside of the repository', () => {
      fs.rmSync(path.join(folder, 'app', 'lib'), { recursive: true });
      expect(results({ Api: at(1) })[0].partialFingerprints).not.toHaveProperty('primaryLocationLineHash');
      expect(results({ Api: at(1) }, path.join(folder, 'other'))[0].partialFingerprints).not.toHaveProperty('primaryLocationLineHash');
    });
  });
});
