import {
  fails, finding, findingName, Gate, GateFinding, GateInput, GateOptions, GateResult, NumberParameter, Outcome, Rule, StackTemplate,
  TextListParameter, undetermined, UnreadableInput,
} from '../../lib/gate';

const mostDays: NumberParameter = {
  name: 'mostDays',
  description: 'Longest time.',
  type: 'number',
  unit: 'days',
  default: 90,
  expected: 'a number of days above 0',
  accepts: (days) => days > 0,
};

const names: TextListParameter = {
  name: 'names',
  description: 'Names that are known.',
  type: 'string[]',
  default: [],
  expected: 'a name in lower case',
  accepts: (name) => /^[a-z]+$/.test(name),
};

/** Returns a rule on `T` whose findings are the property `Says` of a resource. */
function rule(id: string, severity: Rule['severity']): Rule {
  return {
    id,
    item: 'secrets/rotation',
    severity,
    title: `${id} holds.`,
    why: 'w',
    fix: { cdk: `construct ${id}`, template: `write ${id}` },
    link: 'https://example.com',
    resourceTypes: ['T'],
    findings: { bad: 'b', worse: 'w' },
    parameters: [mostDays, names],
    check: (resource, _, settings) =>
      resource.get('Says', id).itemsOrOne().flatMap((said): Outcome[] => {
        switch (said.string()) {
          case 'bad':
            return [finding(said, 'bad', 'this is bad')];
          case 'worse':
            return [finding(said, 'worse', 'this is worse')];
          case 'days':
            return [finding(said, 'bad', `at most ${settings.of(mostDays)} days`)];
          case 'unknown':
            return [undetermined(said, 'no one knows')];
          default:
            throw new TypeError('a bug in the rule');
        }
      }),
  };
}

const RULES = [rule('Strict', 'error'), rule('Mild', 'warning')];

/** Outcomes of each rule for a resource. */
interface Says {
  readonly Strict?: string | readonly string[];
  readonly Mild?: string | readonly string[];
}

/** Returns a stack of an app, with the outcome for each of its resources. Their paths consist of the path of the stack and their logical id. */
function stack(
  constructPath: string,
  said: { readonly [logicalId: string]: Says },
  extra: { readonly judged?: boolean; readonly body?: object } = {},
): StackTemplate {
  const Resources = Object.fromEntries(Object.entries(said).map(([id, Says]) => [id, { Type: 'T', Properties: { Says } }]));
  const paths = new Map(Object.keys(said).map((id) => [id, `${constructPath}/${id}`]));
  return new StackTemplate({ file: `${constructPath}.json`, constructPath, paths, body: { Resources, ...extra.body }, judged: extra.judged });
}

function run(input: Partial<GateInput>, options: GateOptions = {}): GateResult {
  return new Gate(RULES, options).run({ stacks: [], ...input });
}

/** Formats a finding in one line. */
const line = (found: GateFinding) => `${found.level} ${findingName(found)} ${found.path || '(app)'}: ${found.message}`;

function lines(input: Partial<GateInput>, options: GateOptions = {}): string[] {
  return run(input, options).findings.map(line);
}

const STRICT_AND_MILD = { stacks: [stack('S', { R: { Strict: 'bad', Mild: 'worse' } })] };

describe('a finding', () => {
  test('has all fields for a report', () => {
    const [root] = STRICT_AND_MILD.stacks;
    expect(run(STRICT_AND_MILD).findings).toEqual([
      {
        ruleId: 'Sec3-Strict',
        findingId: 'bad',
        level: 'error',
        message: 'this is bad',
        fix: 'construct Strict',
        rule: RULES[0],
        path: 'S/R',
        logicalId: 'R',
        resourceType: 'T',
        template: 'S.json',
        location: 'Properties.Says.Strict',
        stack: root,
      },
      expect.objectContaining({ ruleId: 'Sec3-Mild', findingId: 'worse', level: 'warning', location: 'Properties.Says.Mild' }),
    ]);
  });

  test('has the fix for templates, if the template has no app', () => {
    const body = { Resources: { R: { Type: 'T', Properties: { Says: { Strict: 'bad' } } } } };
    const [found] = run({ stacks: [new StackTemplate({ file: 't.json', body })] }).findings;
    expect([found.path, found.fix]).toEqual(['t.json/R', 'write Strict']);
  });

  test('are sorted by rules, then by templates', () => {
    const both = { Strict: 'bad', Mild: 'bad' };
    const stacks = [stack('A', { X: both, Y: both }), stack('B', { Z: both })];
    expect(run({ stacks }).findings.map(({ ruleId, path }) => `${ruleId} ${path}`)).toEqual([
      'Sec3-Strict A/X', 'Sec3-Strict A/Y', 'Sec3-Strict B/Z', 'Sec3-Mild A/X', 'Sec3-Mild A/Y', 'Sec3-Mild B/Z',
    ]);
  });

  test.each([['fatal', true], ['error', true], ['warning', false]] as const)('of level %s fails the gate: %s', (level, expected) => {
    expect(fails({ ruleId: 'x', level, message: 'm', fix: 'f', path: '' })).toBe(expected);
  });
});

test('compliant resources have no findings', () => {
  const { findings, acknowledged, rules, evaluation, workload } = run({ stacks: [stack('S', { R: {} })] });
  expect([findings, acknowledged, rules]).toEqual([[], [], RULES]);
  expect(workload.resources().map(({ path }) => path)).toEqual(['S/R']);
  expect([...evaluation.examined].map(([{ id }, seen]) => [id, seen.length])).toEqual([['Strict', 1], ['Mild', 1]]);
});

describe('nothing is judged', () => {
  const nothing = { stacks: [new StackTemplate({ file: 's.yaml', body: { Resources: { Bucket: { Type: 'Test::Other' } } } })] };

  test('is an error, or the configured level', () => {
    const said = (nothingJudged?: 'error' | 'warning' | 'off') => lines(nothing, { nothingJudged });
    expect(said()).toEqual(['error Sec3-NothingJudged (app): the rules examine none of the resources (1), so nothing was checked']);
    expect(said('warning')).toEqual([expect.stringMatching(/^warning Sec3-NothingJudged /)]);
    expect(said('off')).toEqual([]);
    expect(() => run(nothing, { nothingJudged: 'never' as 'off' })).toThrow('nothingJudged: "never" is not a level; levels are error, warning, off');
  });

  test('a resource that is never created is not judged', () => {
    const conditions = { Never: { 'Fn::Equals': ['a', 'b'] }, Maybe: { 'Fn::Equals': [{ Ref: 'P' }, 'b'] } };
    const of = (Condition: string) =>
      stack('S', {}, { body: { Conditions: conditions, Parameters: { P: { Type: 'String' } }, Resources: { R: { Type: 'T', Condition, Properties: { Says: {} } } } } });
    expect(lines({ stacks: [of('Never')] })).toEqual([expect.stringMatching(/^error Sec3-NothingJudged /)]);
    expect(lines({ stacks: [of('Maybe')] })).toEqual([]);
    expect([...run({ stacks: [of('Never')] }).evaluation.examined.values()].flat()).toEqual([]);
  });

  test.each([['Never', []], ['Maybe', ['error Sec3-Strict[bad] s.yaml/Inner/R: this is bad (where parameter P is "x")']]])('a nested stack with condition %s', (Condition, said) => {
    const conditions = { Never: { 'Fn::Equals': ['a', 'b'] }, Maybe: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } };
    const resources = { R: { Type: 'T', Properties: { Says: {} } }, Inner: { Type: 'AWS::CloudFormation::Stack', Condition, Properties: {} } };
    const outer = new StackTemplate({ file: 's.yaml', body: { Conditions: conditions, Parameters: { P: { Type: 'String' } }, Resources: resources } });
    const inner = new StackTemplate({ file: 's.yaml/Inner', parent: { stack: outer, logicalId: 'Inner' }, body: { Resources: { R: { Type: 'T', Properties: { Says: { Strict: 'bad' } } } } } });
    expect(lines({ stacks: [outer, inner] })).toEqual(said);
  });

  test.each(['AWS::CloudFormation::Stack', 'AWS::CloudFormation::StackSet', 'Mine::Own::Thing::MODULE'])('an unavailable nested template is an error, even if other resources are judged: %s', (Type) => {
    const elsewhere = stack('S', {}, { body: { Resources: { R: { Type: 'T', Properties: { Says: {} } }, Inner: { Type, Properties: { TemplateURL: 'https://example.com/t.json' } } } } });
    expect(lines({ stacks: [elsewhere] })).toEqual([`error Sec3-ResourcesUnread S/Inner: the resources that ${Type} deploys are not part of this check`]);
  });

  test('an unreadable template is reported instead', () => {
    const open = new StackTemplate({ file: 's.yaml', body: { Resources: {}, Transform: 'Made' } });
    expect(lines({ stacks: [open] })).toEqual([expect.stringMatching(/^error Sec3-TemplateOpen /)]);
  });
});

test('functions that CloudFormation rejects are errors with their place', () => {
  const stacks = [new StackTemplate({ file: 's.yaml', body: { Resources: { R: { Type: 'T', Properties: { Says: {}, Role: { 'Fn::If': ['C', 'x'] } } } }, Outputs: { O: { Value: { Ref: 'Nothing' } } } } })];
  expect(lines({ stacks })).toEqual([
    'error Sec3-FunctionRejected s.yaml/R: Resources.R.Properties.Role: Fn::If takes a condition and two values',
    'error Sec3-FunctionRejected s.yaml: Outputs.O.Value: Ref names Nothing, which the template does not have',
  ]);
});

test('duplicate keys are reported and fail nothing', () => {
  const twice = new StackTemplate({ file: 's.yaml', body: { Resources: { R: { Type: 'T', Properties: { Says: { Strict: 'bad' } } } } }, repeatedKeys: ['Resources.R.Type'] });
  expect(lines({ stacks: [twice] }, { levels: { Strict: 'warning' } })).toEqual([
    'warning Sec3-Strict[bad] s.yaml/R: this is bad',
    'warning Sec3-KeyRepeated s.yaml: Resources.R.Type occurs more than once in an object; the last one counts',
  ]);
});

describe('levels', () => {
  test('replace the levels of the rules', () => {
    expect(lines(STRICT_AND_MILD, { levels: { Strict: 'warning', Mild: 'error' } })).toEqual([
      'warning Sec3-Strict[bad] S/R: this is bad',
      'error Sec3-Mild[worse] S/R: this is worse',
    ]);
  });

  test('a rule that is off does not run', () => {
    const input = { stacks: [stack('S', { R: { Strict: 'breaks', Mild: 'bad' } })] };
    const { findings, rules, evaluation } = run(input, { levels: { Strict: 'off' } });
    expect(findings.map(line)).toEqual(['warning Sec3-Mild[bad] S/R: this is bad']);
    expect([rules, [...evaluation.examined.keys()]]).toEqual([[RULES[1]], [RULES[1]]]);
  });

  const unknown = { stacks: [stack('S', { R: { Strict: 'unknown' } }, { body: { Transform: 'Macro' } })] };
  const messages = ['undetermined at synth time: no one knows', 'macro Macro changes the template at deployment', 'only a macro can process T'] as const;

  test.each(['warning', 'error'] as const)('an undetermined result is %s if configured', (level) => {
    expect(lines(unknown, { undetermined: level })).toEqual([
      `${level} Sec3-Strict[undetermined] S/R: ${messages[0]}`,
      `${level} Sec3-TemplateOpen S: ${messages[1]}`,
      `${level} Sec3-ResourcesUnread S/R: ${messages[2]}`,
    ]);
  });

  test('undetermined results are warnings by default at any level of the rule, except for unreadable resources', () => {
    expect(lines(unknown, { levels: { Strict: 'error' } })).toEqual([
      `warning Sec3-Strict[undetermined] S/R: ${messages[0]}`,
      `warning Sec3-TemplateOpen S: ${messages[1]}`,
      `error Sec3-ResourcesUnread S/R: ${messages[2]}`,
    ]);
  });

  test('undetermined results are not reported if they are off', () => {
    expect(run(unknown, { undetermined: 'off' })).toMatchObject({ findings: [], acknowledged: [] });
  });

  test('an acknowledgement of an undetermined result is stale if they are off', () => {
    const acknowledgements = [{ id: 'Sec3-Strict', reason: 'the value is checked elsewhere', path: 'S' }];
    expect(lines({ ...unknown, acknowledgements }, { undetermined: 'off' })).toEqual([
      'warning Sec3-AcknowledgementStale S: Sec3-Strict is acknowledged, but it has no finding here',
    ]);
  });
});

describe('parameters of rules', () => {
  const input = { stacks: [stack('S', { R: { Mild: 'days' } })] };
  test('have defaults', () => expect(lines(input)).toEqual(['warning Sec3-Mild[bad] S/R: at most 90 days']));
  test('reach the rules', () => expect(lines(input, { parameters: { mostDays: 0.5 } })).toEqual(['warning Sec3-Mild[bad] S/R: at most 0.5 days']));
  test('that are not named keep their defaults', () =>
    expect(lines(input, { parameters: { names: ['me'] } })).toEqual(['warning Sec3-Mild[bad] S/R: at most 90 days']));
});

const CIRCULAR: unknown[] = [];
CIRCULAR.push(CIRCULAR);

describe('options that make no sense', () => {
  const problems = (options: object): string => {
    try {
      new Gate(RULES, options);
    } catch (e) {
      return (e as Error).message;
    }
    return 'none';
  };
  const HEAD = 'The options of the SEC 3 gate are invalid:\n- ';

  test.each<[object, string]>([
    [{ levels: { Nothing: 'error' } }, 'levels: there is no rule "Nothing"; rules are Mild, Strict'],
    [{ levels: { constructor: 'off' } }, 'levels: there is no rule "constructor"; rules are Mild, Strict'],
    [{ levels: { 'Sec3-Mild': 'off' } }, 'levels: there is no rule "Sec3-Mild"; did you mean Mild?; rules are Mild, Strict'],
    [{ levels: { Mild: 'fatal' } }, 'levels.Mild: "fatal" is not a level; levels are error, warning, off'],
    [{ defaultLevel: 'off' }, 'defaultLevel: "off" is not a level for all rules; such levels are error, warning'],
    [{ undetermined: 'info' }, 'undetermined: "info" is not a level; levels are error, warning, off'],
    ...[0, -1, 1.5, NaN, '10'].map((length): [object, string] => [
      { minimumReasonLength: length },
      `minimumReasonLength: ${typeof length === 'string' ? `"${length}"` : length} is not a whole number of characters above 0`,
    ]),
    ...[0, -1, NaN, Infinity, '90', null].map((days): [object, string] => [
      { parameters: { mostDays: days } },
      `parameters.mostDays: ${typeof days === 'string' ? `"${days}"` : days} is not a number of days above 0`,
    ]),
    ...['', 'A', 7, null].map((name): [object, string] => [
      { parameters: { names: ['ok', name] } },
      `parameters.names[1]: ${JSON.stringify(name)} is not a name in lower case`,
    ]),
    [{ parameters: { mostDays: 90n } }, 'parameters.mostDays: 90n is not a number of days above 0'],
    [{ parameters: { mostDays: Symbol('days') } }, 'parameters.mostDays: Symbol(days) is not a number of days above 0'],
    [{ parameters: { names: CIRCULAR } }, 'parameters.names[0]: <ref *1> [ [Circular *1] ] is not a name in lower case'],
    [{ parameters: { names: new Array(1) } }, 'parameters.names[0]: undefined is not a name in lower case'],
    [{ parameters: { names: 'me' } }, 'parameters.names: "me" is not a list'],
    [{ parameters: { maxDays: 3 } }, 'parameters: no rule has a parameter "maxDays"; parameters are mostDays, names'],
    [{ parameters: { constructor: 3 } }, 'parameters: no rule has a parameter "constructor"; parameters are mostDays, names'],
  ])('%p', (options, problem) => expect(problems(options)).toBe(HEAD + problem));

  test('are all named in one error', () => {
    const options = {
      levels: { Nothing: 'loud', Mild: 'quiet' },
      undetermined: 'x',
      minimumReasonLength: 0,
      parameters: { mostDays: 0, names: ['1', 'ok', '2'] },
    };
    expect(problems(options).slice(HEAD.length).split('\n- ').map((problem) => problem.replace(/ is not .*/, ''))).toEqual([
      'levels: there is no rule "Nothing"; rules are Mild, Strict',
      'levels.Nothing: "loud"',
      'levels.Mild: "quiet"',
      'undetermined: "x"',
      'minimumReasonLength: 0',
      'parameters.mostDays: 0',
      'parameters.names[0]: "1"',
      'parameters.names[2]: "2"',
    ]);
  });

  test.each([{}, { minimumReasonLength: 1 }, { parameters: { mostDays: 0.17, names: [] } }, { levels: { Mild: 'off' } }])(
    '%j makes sense',
    (options) => expect(problems(options)).toBe('none'),
  );
});

describe('findings of the gate about itself and its input', () => {
  test('a rule that throws is fatal for each resource', () => {
    const input = { stacks: [stack('S', { R: { Strict: 'breaks', Mild: 'bad' } })] };
    expect(lines(input)).toEqual([
      'warning Sec3-Mild[bad] S/R: this is bad',
      'fatal Sec3-RuleFailed S/R: rule Strict threw an error on this resource: a bug in the rule',
    ]);
    expect(run(input).findings[1]).toMatchObject({ logicalId: 'R', resourceType: 'T', template: 'S.json', stack: input.stacks[0] });
  });

  test('a rule that throws can’t be acknowledged', () => {
    const input = {
      stacks: [stack('S', { R: { Strict: 'breaks' } })],
      acknowledgements: ['Sec3-RuleFailed', 'Sec3-Strict'].map((id) => ({ id, reason: 'it is a bug of the gate', path: 'S' })),
    };
    expect(lines(input)).toEqual([
      'fatal Sec3-RuleFailed S/R: rule Strict threw an error on this resource: a bug in the rule',
      'warning Sec3-AcknowledgementStale S: Sec3-RuleFailed is acknowledged, but there is no rule Sec3-RuleFailed',
      'warning Sec3-AcknowledgementStale S: Sec3-Strict is acknowledged, but it has no finding here',
    ]);
  });

  test('an unreadable template is fatal', () => {
    const unreadable = [{ constructPath: 'Bad', error: new UnreadableInput('bad.json', 'is cut off', 3, 7) }];
    const { findings } = run({ unreadable });
    expect(findings.map(line)).toEqual(['fatal Sec3-TemplateUnreadable Bad: bad.json:3:7: is cut off']);
    expect(findings[0].template).toBe('bad.json');
  });

  test('a part of a template that is created at deployment is reported, unless its stack is not judged', () => {
    const open = (path: string, judged: boolean) => stack(path, {}, { judged, body: { Transform: 'Macro', Resources: { 'Fn::ForEach::X': [] } } });
    const { findings } = run({ stacks: [open('S', true), open('Other', false)] });
    expect(findings.map(line)).toEqual([
      'error Sec3-ResourcesUnread S: the resources of a loop are created at deployment',
      'error Sec3-TemplateOpen S: macro Macro changes the template at deployment',
    ]);
    expect(findings.map(({ location, template }) => [location, template])).toEqual([['Resources.Fn::ForEach::X', 'S.json'], ['Transform', 'S.json']]);
  });

  test('an open template without an app is reported by its file', () => {
    const stacks = [new StackTemplate({ file: 't.yaml', body: { Transform: 'Macro' } })];
    expect(lines({ stacks })).toEqual(['error Sec3-TemplateOpen t.yaml: macro Macro changes the template at deployment']);
  });
});

describe('acknowledgements of unreadable parts', () => {
  const inner = (path: string) => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `https://example.com/${path}` } });
  const judged = { R: { Type: 'T', Properties: { Says: {} } } };
  const open = { stacks: [stack('S', {}, { body: { Outputs: { 'Fn::ForEach::X': {} }, Resources: { ...judged, One: inner('1'), Two: inner('2') } } })] };
  const of = (id: string, path: string, extra: object = {}) => [{ id, path, reason: 'reviewed by the platform team', ...extra }];

  test('cover a template with a macro, at the template or above, with a reason', () => {
    for (const path of ['S', '']) {
      const { findings, acknowledged } = run({ ...open, acknowledgements: of('Sec3-TemplateOpen', path) });
      expect(findings.map(({ ruleId }) => ruleId)).toEqual(['Sec3-ResourcesUnread', 'Sec3-ResourcesUnread']);
      expect(acknowledged.map(({ ruleId }) => ruleId)).toEqual(['Sec3-TemplateOpen']);
    }
  });

  test('cover unreadable resources one by one', () => {
    const { findings, acknowledged } = run({ ...open, acknowledgements: of('Sec3-ResourcesUnread', 'S/One') });
    expect(acknowledged.map(({ path }) => path)).toEqual(['S/One']);
    expect(findings.map(({ ruleId, path }) => [ruleId, path])).toEqual([['Sec3-TemplateOpen', 'S'], ['Sec3-ResourcesUnread', 'S/Two']]);
  });

  test.each([['S', 'S'], ['', '(app)']])('do not cover all unreadable resources of %j at once', (path, shown) => {
    expect(lines({ ...open, acknowledgements: of('Sec3-ResourcesUnread', path) })).toEqual([
      expect.stringMatching(/^warning Sec3-TemplateOpen S: /),
      expect.stringMatching(/^error Sec3-ResourcesUnread S\/One: /),
      expect.stringMatching(/^error Sec3-ResourcesUnread S\/Two: /),
      expect.stringContaining(`warning Sec3-AcknowledgementStale ${shown}: Sec3-ResourcesUnread is acknowledged, but nothing is unread at exactly this path; each resource is acknowledged by its own`),
    ]);
  });

  test('expire, need a reason, and may be stale', () => {
    const found = (acknowledgements: ReturnType<typeof of>) => run({ ...open, acknowledgements }).findings.map(({ ruleId }) => ruleId);
    expect(found(of('Sec3-ResourcesUnread', 'S/One', { until: '2020-01-01' }))).toEqual(expect.arrayContaining(['Sec3-ResourcesUnread', 'Sec3-AcknowledgementExpired']));
    expect(found(of('Sec3-ResourcesUnread', 'S/One', { reason: 'ok' }))).toContain('Sec3-AcknowledgementWithoutReason');
    expect(lines({ stacks: [stack('S', { R: {} })], acknowledgements: of('Sec3-TemplateOpen', 'S') })).toEqual([
      'warning Sec3-AcknowledgementStale S: Sec3-TemplateOpen is acknowledged, but it has no finding here',
    ]);
  });

  test('unreadable SAM resources without the transform have a message about it', () => {
    const sam = { stacks: [stack('S', {}, { body: { Resources: { Fn: { Type: 'AWS::Serverless::Function' } } } })] };
    expect(lines(sam)).toEqual(['error Sec3-ResourcesUnread S/Fn: the template has no Transform: AWS::Serverless-2016-10-31, without which AWS::Serverless::Function is not a resource']);
  });

  test('do not hide that nothing was judged', () => {
    const only = { stacks: [stack('S', {}, { body: { Resources: { One: inner('1') } } })], acknowledgements: of('Sec3-ResourcesUnread', 'S/One') };
    expect(lines(only)).toEqual([expect.stringMatching(/^error Sec3-NothingJudged /)]);
  });
});

describe('acknowledgements', () => {
  const found = { stacks: [stack('S', { R: { Strict: 'bad' } })] };
  const acknowledged = (reason: string, extra: object = {}) => ({
    ...found,
    acknowledgements: [{ id: 'Sec3-Strict', reason, path: 'S', ...extra }],
  });

  test('move a finding to the acknowledged ones, with the reason', () => {
    const input = acknowledged('it is checked elsewhere');
    const result = run(input);
    expect(result.findings).toEqual([]);
    expect(result.acknowledged).toEqual([{ ...run(found).findings[0], acknowledgement: input.acknowledgements[0] }]);
  });

  test('one covers all findings of its rule below its path', () => {
    const stacks = [stack('S', { A: { Strict: ['bad', 'worse'] }, B: { Strict: 'unknown' } }), stack('T', { C: { Strict: 'bad' } })];
    const result = run({ ...acknowledged('it is checked elsewhere'), stacks });
    expect(result.acknowledged.map((each) => `${findingName(each)} ${each.path}`)).toEqual([
      'Sec3-Strict[bad] S/A', 'Sec3-Strict[worse] S/A', 'Sec3-Strict[undetermined] S/B',
    ]);
    expect(result.findings.map((each) => `${findingName(each)} ${each.path}`)).toEqual(['Sec3-Strict[bad] T/C']);
  });

  test('one that names a finding covers no other', () => {
    const stacks = [stack('S', { A: { Strict: ['bad', 'worse'] } })];
    const result = run({ ...acknowledged('it is checked elsewhere', { id: 'Sec3-Strict[worse]' }), stacks });
    expect(result.acknowledged.map(findingName)).toEqual(['Sec3-Strict[worse]']);
    expect(result.findings.map(findingName)).toEqual(['Sec3-Strict[bad]']);
  });

  describe('without a reason', () => {
    const expected = (reason: string, minimum = 10) => [
      `fatal Sec3-AcknowledgementWithoutReason S: Sec3-Strict is acknowledged with the reason ${JSON.stringify(reason)}; ` +
        `at least ${minimum} characters are expected`,
    ];

    test.each(['', 'too short', '  too short   ', ' \n '.repeat(5), '\u200b'.repeat(20), 'a\u2060\u200d\u00ad'.repeat(9)])('%j is fatal', (reason) => {
      const { findings, acknowledged: covered } = run(acknowledged(reason));
      expect(findings.map(line)).toEqual(expected(reason));
      expect(covered).toHaveLength(1);
    });

    test('of just the minimum passes', () => expect(lines(acknowledged('ten chars.'))).toEqual([]));

    test.each([[1, 'x', true], [5, 'four', false], [5, 'fives', true]])('at least %i characters, %j: %s', (minimumReasonLength, reason, passes) => {
      expect(lines(acknowledged(reason), { minimumReasonLength })).toEqual(passes ? [] : expected(reason, minimumReasonLength));
    });

    test('is reported once, however many findings it covers', () => {
      const stacks = [stack('S', { A: { Strict: ['bad', 'worse'] }, B: { Strict: 'bad' } })];
      expect(lines({ ...acknowledged('no'), stacks })).toEqual(expected('no'));
    });

    test('is only stale if it covers nothing', () => {
      const stacks = [stack('S', { R: {} })];
      expect(lines({ ...acknowledged(''), stacks })).toEqual([
        'warning Sec3-AcknowledgementStale S: Sec3-Strict is acknowledged, but it has no finding here',
      ]);
    });

    test('is only expired after its end', () => {
      expect(lines(acknowledged('', { until: '2020-12-31' }))).toEqual([
        'error Sec3-Strict[bad] S/R: this is bad',
        'warning Sec3-AcknowledgementExpired S: the acknowledgement of Sec3-Strict expired after 2020-12-31',
      ]);
    });
  });

  describe('with an end', () => {
    const on = (today: string) => run(acknowledged('until the release is out', { until: '2026-06-30' }), { today });

    test.each(['2026-06-29', '2026-06-30'])('apply on %s', (today) => {
      expect(on(today)).toMatchObject({ findings: [], acknowledged: [{ ruleId: 'Sec3-Strict' }] });
    });

    test('do not apply the day after', () => {
      const { findings, acknowledged: covered } = on('2026-07-01');
      expect(covered).toEqual([]);
      expect(findings.map(line)).toEqual([
        'error Sec3-Strict[bad] S/R: this is bad',
        'warning Sec3-AcknowledgementExpired S: the acknowledgement of Sec3-Strict expired after 2026-06-30',
      ]);
    });
  });

  describe('that are stale', () => {
    const stale = (id: string) => lines({ stacks: [stack('S', { R: {} })], acknowledgements: [{ id, reason: 'it was like that once', path: 'S' }] });

    test.each([
      ['Sec3-Gone', 'there is no rule Sec3-Gone'],
      ['Sec3::Sec3-Gone[bad]', 'there is no rule Sec3-Gone'],
      ['Sec3-', 'there is no rule Sec3-'],
      ['Sec3-Strict[gone]', 'Sec3-Strict has no finding gone; it has bad, worse, undetermined'],
      ['Sec3-Strict[toString]', 'Sec3-Strict has no finding toString; it has bad, worse, undetermined'],
      ['Sec3-Strict[]', 'Sec3-Strict has no finding ; it has bad, worse, undetermined'],
      ['Sec3-Strict[bad]', 'it has no finding here'],
      ['Sec3-Strict[undetermined]', 'it has no finding here'],
      ['Sec3-Strict', 'it has no finding here'],
      ['Strict', 'the finding is Sec3-Strict'],
      ['Annotation::Strict[bad]', 'the finding is Sec3-Strict[bad]'],
      ['Sec3::Strict', 'the finding is Sec3-Strict'],
    ])('%s', (id, why) => expect(stale(id)).toEqual([`warning Sec3-AcknowledgementStale S: ${id} is acknowledged, but ${why}`]));

    test('of a rule that is off are stale', () => {
      const acknowledgements = [{ id: 'Sec3-Strict', reason: 'it is checked elsewhere', path: 'S' }];
      expect(lines({ ...found, acknowledgements }, { levels: { Strict: 'off' } })).toEqual([
        'warning Sec3-AcknowledgementStale S: Sec3-Strict is acknowledged, but it has no finding here',
      ]);
    });

    test('further up are stale if a closer one covers all', () => {
      const acknowledgements = ['', 'S', 'S/R'].map((path) => ({ id: 'Sec3-Strict', reason: `said at the path ${path}`, path }));
      const result = run({ ...found, acknowledgements });
      expect(result.acknowledged.map(({ acknowledgement }) => acknowledgement.path)).toEqual(['S/R']);
      expect(result.findings.map(({ ruleId, path }) => [ruleId, path])).toEqual([['Sec3-AcknowledgementStale', ''], ['Sec3-AcknowledgementStale', 'S']]);
    });

    test.each(['AwsSolutions-L1', 'Other::Strict', 'NoRuleOfOurs', 'Annotation::aws-cdk-lib/some:warning', 'Annotation::Sec3-EventSchemaUnused', 'Sec3-HardeningPlanned'])('%s is not about a finding', (id) => expect(stale(id)).toEqual([]));
  });

  describe('if only some stacks are judged', () => {
    const stacks = [stack('App/Judged', { R: {} }), stack('App/Other', { R: { Strict: 'bad' } }, { judged: false })];
    const at = (path: string) => lines({ stacks, acknowledgements: [{ id: 'Sec3-Strict', reason: 'it is checked elsewhere', path }] });

    test('other stacks are not judged', () => expect(lines({ stacks })).toEqual([]));

    test.each(['App/Judged', 'App/Judged/R', 'App/Judged/R/Resource'])('one at %s is stale', (path) => {
      expect(at(path)).toEqual([`warning Sec3-AcknowledgementStale ${path}: Sec3-Strict is acknowledged, but it has no finding here`]);
    });

    test.each(['', 'App', 'App/Other', 'App/Other/R', 'App/JudgedNot'])('one at "%s" may cover a stack that is not judged', (path) => expect(at(path)).toEqual([]));
  });
});
