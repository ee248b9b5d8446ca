import { cli, inTemporaryFolder, template } from './harness';
import { parseConfig } from '../../lib/cli/config';
import { CommandError } from '../../lib/cli/errors';
import { SEC3_RULES } from '../../lib/secure/rules';
import { RULES } from '../report/sample';

const parse = (text: string) => parseConfig(text, 'sec3.yaml', RULES);

function problems(text: string): readonly string[] {
  try {
    parse(text);
  } catch (e) {
    if (!(e instanceof CommandError)) throw e;
    expect(e.message).toBe(`The configuration sec3.yaml is invalid:\n${e.problems.map((problem) => `- ${problem}`).join('\n')}`);
    return e.problems;
  }
  return [];
}

const FULL = {
  levels: { Rotated: 'off', Limited: 'error' },
  defaultLevel: 'warning',
  undetermined: 'error',
  minimumReasonLength: 20,
  parameters: { maxDays: 30.5, accounts: ['012345678901'] },
  acknowledgements: [
    { id: 'Sec3-Rotated[bad]', path: 'Stack/Secret', reason: 'rotated by hand', until: '2027-01-31' },
    { id: 'Sec3-Limited', reason: 'limited elsewhere' },
  ],
};

const PARSED = {
  gate: {
    levels: { Rotated: 'off', Limited: 'error' },
    defaultLevel: 'warning',
    undetermined: 'error',
    minimumReasonLength: 20,
    parameters: { maxDays: 30.5, accounts: ['012345678901'] },
  },
  acknowledgements: [
    { id: 'Sec3-Rotated[bad]', path: 'Stack/Secret', reason: 'rotated by hand', until: '2027-01-31' },
    { id: 'Sec3-Limited', path: '', reason: 'limited elsewhere', until: undefined },
  ],
};

describe('accepted', () => {
  test.each([
    ['JSON', JSON.stringify(FULL)],
    ['JSON with tabs', JSON.stringify(FULL, null, '\t')],
    [
      'YAML',
      `
levels: { Rotated: "off", Limited: error }
defaultLevel: warning
undetermined: error
minimumReasonLength: 20
parameters:
  maxDays: 30.5
  accounts:
    - '012345678901'
acknowledgements:
  - id: Sec3-Rotated[bad]
    path: Stack/Secret
    reason: rotated by hand
    until: 2027-01-31
  - id: Sec3-Limited
    reason: limited elsewhere
`,
    ],
  ])('%s', (_, text) => {
    expect(parse(text)).toEqual(PARSED);
  });

  test('an unquoted off is a text in YAML 1.2', () => {
    expect(parse('levels:\n  Rotated: off').gate.levels).toEqual({ Rotated: 'off' });
  });

  test('anchors', () => {
    const text = 'acknowledgements:\n  - &one { id: Sec3-Rotated, reason: &why because it is so }\n  - { id: Sec3-Limited, reason: *why }\n';
    expect(parse(text).acknowledgements).toEqual([
      { id: 'Sec3-Rotated', reason: 'because it is so', path: '', until: undefined },
      { id: 'Sec3-Limited', reason: 'because it is so', path: '', until: undefined },
    ]);
  });

  test('acknowledgements of each finding of a rule, and of undetermined', () => {
    const text = (id: string) => `acknowledgements: [{ id: "${id}", reason: it is so }]`;
    for (const id of ['Sec3-Rotated[worse]', 'Sec3-Rotated[undetermined]', 'Sec3::Sec3-Rotated[bad]', 'Sec3-TemplateOpen', 'Sec3-ResourcesUnread']) expect(problems(text(id))).toEqual([]);
  });
});

describe('rejected', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', [expect.stringMatching(/^sec3\.yaml:1:1: the configuration: expected a map with some of levels, .+, found nothing$/)]],
    ['a list', '- a', [expect.stringMatching(/^sec3\.yaml:1:1: the configuration: expected a map .+, found \["a"\]$/)]],
    [
      'an unknown key',
      'undetermined: error\nlevles: {}',
      [
        'sec3.yaml:2:1: the configuration has an unknown key "levles"; did you mean levels?; known are levels, defaultLevel, undetermined, ' +
          'nothingJudged, minimumReasonLength, parameters, account, acknowledgements',
      ],
    ],
    ['the same key twice', 'undetermined: error\nundetermined: off', ['sec3.yaml:2:1: the key occurs twice in a map; keep one of them']],
    ['a second document', 'undetermined: error\n---\nundetermined: off', ['sec3.yaml:2:1: a second document begins here; a configuration file has one document']],
    ['an alias without an anchor', 'undetermined: *it', ['sec3.yaml:1:15: *it: nothing before it has the anchor &it']],
    ['a list in itself', 'parameters: { accounts: &it [*it] }', ['sec3.yaml:1:30: *it refers to a value that contains it; write the value itself']],
    ['a map in itself', 'levels: &it\n  Rotated: *it', ['sec3.yaml:2:12: *it refers to a value that contains it; write the value itself']],
    [
      'aliases of aliases',
      `parameters: { accounts: [&a [x, x], &b [${'*a, '.repeat(20)}], ${'*b, '.repeat(20)}] }`,
      ['sec3.yaml:1:1: aliases expand to too many values; write the values themselves'],
    ],
    ['an unknown rule', 'levels:\n  Rotatd: off', ['sec3.yaml:2:3: levels: there is no rule "Rotatd"; did you mean Rotated?']],
    ['a rule with prefix', 'levels: { Sec3-Rotated: off }', ['sec3.yaml:1:11: levels: there is no rule "Sec3-Rotated"; did you mean Rotated?']],
    ['a rule like no other', 'levels: { Something: off }', ['sec3.yaml:1:11: levels: there is no rule "Something"']],
    ['a rule with the name of an inherited property', 'levels: { constructor: off }', ['sec3.yaml:1:11: levels: there is no rule "constructor"']],
    ['an unknown level', 'levels:\n  Rotated: info', ['sec3.yaml:2:12: levels.Rotated: expected one of error, warning, off, found "info"']],
    ['levels as a list', 'levels: [Rotated]', ['sec3.yaml:1:9: levels: expected a map, found ["Rotated"]']],
    ['a shortened level', 'defaultLevel: warn\nlevels: { Rotated: err }', [
      'sec3.yaml:1:15: defaultLevel: expected error or warning, found "warn"; did you mean warning?',
      'sec3.yaml:2:20: levels.Rotated: expected one of error, warning, off, found "err"; did you mean error?',
    ]],
    ['a default of off', 'defaultLevel: off', ['sec3.yaml:1:15: defaultLevel: expected error or warning, found "off"']],
    ['undetermined as a number', 'undetermined: 3', ['sec3.yaml:1:15: undetermined: expected one of error, warning, off, found 3']],
    ['a reason length of 0', 'minimumReasonLength: 0', ['sec3.yaml:1:22: minimumReasonLength: expected a whole number of characters above 0, found 0']],
    [
      'a fraction of a character',
      'minimumReasonLength: 1.5',
      ['sec3.yaml:1:22: minimumReasonLength: expected a whole number of characters above 0, found 1.5'],
    ],
    ['a text for a number', 'parameters: { maxDays: "90" }', ['sec3.yaml:1:24: parameters.maxDays: expected a number of days above 0, found "90"']],
    ['an infinite number', 'parameters: { maxDays: .inf }', ['sec3.yaml:1:24: parameters.maxDays: expected a number of days above 0, found Infinity']],
    ['a number that the rule does not accept', 'parameters: { maxDays: 0 }', ['sec3.yaml:1:24: parameters.maxDays: expected a number of days above 0, found 0']],
    ['no number', 'parameters:\n  maxDays:', ['sec3.yaml:2:11: parameters.maxDays: expected a number of days above 0, found nothing']],
    [
      'an element without quotes',
      'parameters:\n  accounts:\n    - 123456789012',
      ['sec3.yaml:3:7: parameters.accounts[0]: expected an account id of 12 digits, as a string, found 123456789012'],
    ],
    [
      'the second element of two',
      'parameters: { accounts: ["123456789012", "me"] }',
      ['sec3.yaml:1:42: parameters.accounts[1]: expected an account id of 12 digits, as a string, found "me"'],
    ],
    ['one element', 'parameters: { accounts: "123456789012" }', ['sec3.yaml:1:25: parameters.accounts: expected a list, found "123456789012"']],
    ['parameters as a list', 'parameters: [maxDays]', ['sec3.yaml:1:13: parameters: expected a map with some of maxDays, accounts, found ["maxDays"]']],
    [
      'a parameter that no rule has',
      'parameters: { maxDay: 3 }',
      ['sec3.yaml:1:15: parameters has an unknown key "maxDay"; did you mean maxDays?; known are maxDays, accounts'],
    ],
    ['an acknowledgement that is not a map', 'acknowledgements: [x]', [expect.stringContaining('sec3.yaml:1:20: acknowledgements[0]: expected a map with some of')]],
    ['an id of another tool', 'acknowledgements: [{ id: AwsSolutions-L1, reason: why }]', [expect.stringContaining('acknowledgements[0].id: "AwsSolutions-L1" is not an id of this gate')]],
    [
      'an id that no rule has',
      'acknowledgements: [{ id: Sec3-Rotate, reason: why }]',
      ['sec3.yaml:1:26: acknowledgements[0].id: there is no rule "Sec3-Rotate"; did you mean Rotated?'],
    ],
    [
      'an id that no finding has',
      'acknowledgements: [{ id: "Sec3-Rotated[old]", reason: why }]',
      ['sec3.yaml:1:26: acknowledgements[0].id: Sec3-Rotated has no finding "old"; it has bad, worse, undetermined'],
    ],
    ['no reason', 'acknowledgements:\n  - id: Sec3-Rotated', ['sec3.yaml:2:5: acknowledgements[0] has no reason; expected why the finding is acceptable']],
    [
      'a blank reason',
      'acknowledgements:\n  - id: Sec3-Rotated\n    reason: " "',
      ['sec3.yaml:3:13: acknowledgements[0].reason: expected why the finding is acceptable, found " "'],
    ],
    [
      'until with an invalid date',
      'acknowledgements: [{ id: Sec3-Rotated, reason: why, until: 2027-02-29 }]',
      ['sec3.yaml:1:60: acknowledgements[0].until: expected a date as YYYY-MM-DD, found "2027-02-29"'],
    ],
    [
      'until in another form',
      'acknowledgements: [{ id: Sec3-Rotated, reason: why, until: 31.12.2027 }]',
      ['sec3.yaml:1:60: acknowledgements[0].until: expected a date as YYYY-MM-DD, found "31.12.2027"'],
    ],
    [
      'a typo in an acknowledgement',
      'acknowledgements:\n  - id: Sec3-Rotated\n    reason: why\n    untill: 2027-01-01',
      ['sec3.yaml:4:5: acknowledgements[0] has an unknown key "untill"; did you mean until?; known are id, path, reason, until, owner, on'],
    ],
    ['JSON that is cut off', '{\n "levels": {', [expect.stringMatching(/^sec3\.yaml:2:\d+: /)]],
    ['YAML with a tab', 'levels:\n\tRotated: off', [expect.stringMatching(/^sec3\.yaml:2:1: /)]],
    ['two documents', 'undetermined: off\n---\nundetermined: error', [expect.stringMatching(/^sec3\.yaml:2:1: /)]],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('all problems are reported at once', () => {
    const text = 'undetermined: 1\nlevels: { No: off }\nacknowledgements:\n  - { id: x, until: never }\n';
    expect(problems(text).map((problem) => problem.split(' ')[0])).toEqual([
      'sec3.yaml:1:15:', 'sec3.yaml:2:11:', 'sec3.yaml:4:5:', 'sec3.yaml:4:11:', 'sec3.yaml:4:21:',
    ]);
  });
});

describe('at the command line', () => {
  const write = inTemporaryFolder();

  test('a file that does not exist', async () => {
    write({ 't.json': template(true) });
    const { code, out, err } = await cli(['check', 't.json', '--config', 'none.yaml']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe('cdk-sec3: The configuration none.yaml does not exist: name another one with --config, or leave the option out\n');
  });

  test('a typo', async () => {
    write({ 't.json': template(true), 'c.yaml': 'levels:\n  FunctionUrlAuthorised: off' });
    expect(await cli(['check', 't.json', '--config', 'c.yaml'])).toEqual({
      code: 2,
      out: '',
      err:
        'cdk-sec3: The configuration c.yaml is invalid:\n' +
        '- c.yaml:2:3: levels: there is no rule "FunctionUrlAuthorised"; did you mean FunctionUrlAuthorized?\n',
    });
  });

  test('parameters reach the rules', async () => {
    const secret = { Type: 'AWS::SecretsManager::Secret', Properties: {} };
    const schedule = { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'S' }, RotationRules: { AutomaticallyAfterDays: 60 } } };
    write({ 't.json': { Resources: { S: secret, R: schedule } }, 'c.yaml': 'parameters: { maxRotationDays: 30 }' });
    expect((await cli(['check', 't.json'])).out).not.toContain('rotated-too-rarely');
    expect((await cli(['check', 't.json', '-c', 'c.yaml'])).out).toContain('[rotated-too-rarely]');
  });
});

describe('account statements', () => {
  const account = (text: string) => parseConfig(text, 'c.yaml', SEC3_RULES).gate.account;

  test('are read', () => {
    expect(account('account: { inspector: true, feed: false, statedBy: Platform team, reason: on for the organization }')).toEqual({
      answers: { inspector: true, feed: false }, statedBy: 'Platform team', reason: 'on for the organization',
    });
    expect(account('levels: {}')).toBeUndefined();
  });

  test.each([
    ['account: { inspector: true }', /c\.yaml:1:10: account has no statedBy; expected who states it.*\n.*account has no reason; expected why this is true/],
    ['account: { inspector: maybe, statedBy: us, reason: long enough }', /c\.yaml:1:23: account\.inspector: expected true or false, found "maybe"/],
    ['account: { inspectr: true, statedBy: us, reason: long enough }', /account has an unknown key "inspectr"; did you mean inspector\?/],
    ['account: { statedBy: us, reason: short }', /c\.yaml:1:34: account\.reason: expected at least 10 characters, found "short"/],
    ['account: yes please', /account: expected a map with some of feed, .*found "yes please"/],
  ])('rejects %s', (text, reason) => {
    expect(() => account(text)).toThrow(reason);
  });
});
