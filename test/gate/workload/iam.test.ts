import * as fc from 'fast-check';
import { covers, coversPattern, hasWildcard, identityDocuments, identityStatements, policiesOfRole, Property, statementAt, statementsOf, Undetermined } from '../../../lib/gate';
import { readings, TestTemplate, workloadOf } from '../harness';

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

function policy(Statement: unknown): TestTemplate {
  return { Resources: { Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement } } } } };
}

const documentOf = (Statement: unknown): Property => workloadOf(policy(Statement)).resources()[0].get('PolicyDocument');

const texts = (properties: readonly Property[]) => properties.map((property) => property.string());

describe('statementsOf', () => {
  test('accepts a statement or a list, and a value or a list in each element', () => {
    const [one] = statementsOf(documentOf(allow));
    expect([one.effect, texts(one.actions), texts(one.resources)]).toEqual(['Allow', ['s3:GetObject'], ['*']]);
    const [two] = statementsOf(documentOf([{ Effect: 'Deny', NotAction: ['a:*', 'b:*'], NotResource: ['x', 'y'] }]));
    expect([two.effect, texts(two.notActions), texts(two.notResources)]).toEqual(['Deny', ['a:*', 'b:*'], ['x', 'y']]);
  });

  test('absent elements are empty or absent', () => {
    const [statement] = statementsOf(documentOf({ Effect: 'Allow', NotAction: [] }));
    expect([statement.actions, statement.notActions, statement.resources, statement.notResources]).toEqual([[], [], [], []]);
    expect([statement.principal, statement.notPrincipal, statement.condition].map((at) => at.exists)).toEqual([false, false, false]);
  });

  test('returns the location of each part', () => {
    const [, second] = statementsOf(documentOf([allow, { ...allow, Principal: { AWS: '*' }, Condition: { Bool: {} } }]));
    expect([second.at, second.actions[0], second.principal, second.condition].map((at) => at.location)).toEqual(
      ['', '.Action', '.Principal', '.Condition'].map((suffix) => `Properties.PolicyDocument.Statement[1]${suffix}`),
    );
  });

  test('accepts a document as JSON text', () => {
    const template = policy(undefined);
    template.Resources.Policy.Properties.PolicyDocument = JSON.stringify({ Statement: allow });
    const [resource] = workloadOf(template).resources();
    expect(texts(statementsOf(resource.get('PolicyDocument'))[0].actions)).toEqual(['s3:GetObject']);
    expect(identityStatements(resource)).toHaveLength(1);
  });

  test('returns nothing for a document without statements', () => expect(statementsOf(documentOf([]))).toEqual([]));

  test('throws for malformed documents and statements', () => {
    expect(() => statementsOf(documentOf(undefined))).toThrow('a policy document has a Statement, and this one has none');
    expect(() => statementsOf(documentOf({ Effect: 'Allow', action: '*', resource: '*' }))).toThrow('Action or NotAction is expected, and both are absent');
  });

  test('returns nothing for an absent document', () => {
    expect(statementsOf(workloadOf({ Resources: { Policy: { Type: 'AWS::IAM::Policy' } } }).resources()[0].get('PolicyDocument'))).toEqual([]);
  });

  test.each([[undefined, 'undefined'], ['allow', '"allow"'], ['', '""']])('throws for the effect %j', (Effect, shown) => {
    expect(() => statementAt(documentOf({ ...allow, Effect }).at('Statement'))).toThrow(
      `Policy Properties.PolicyDocument.Statement.Effect: Allow or Deny is expected, found ${shown}`,
    );
  });

  test('is undetermined for an effect that is known only at deployment', () => {
    expect(() => statementsOf(documentOf({ ...allow, Effect: { Ref: 'Missing' } }))).toThrow(Undetermined);
  });

  test('reads a conditional statement in both cases', () => {
    const template = { ...policy([{ 'Fn::If': ['C', allow, { Ref: 'AWS::NoValue' }] }]), Conditions: { C: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] } } };
    expect(readings(workloadOf(template), 'Policy', 'PolicyDocument', (document) => statementsOf(document).length)).toEqual([
      { reads: 1, where: ['condition C is true'] },
      { reads: 0, where: ['condition C is false'] },
    ]);
  });
});

test('identity policies are found in policy resources and inline', () => {
  const [role, managed] = workloadOf({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { Policies: [{ PolicyDocument: { Statement: allow } }, { PolicyName: 'none' }, { PolicyDocument: { Statement: [allow, allow] } }] },
      },
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: allow } } },
    },
  }).resources();
  expect(identityDocuments(role).map((at) => at.location)).toEqual(['Properties.Policies[0].PolicyDocument', 'Properties.Policies[2].PolicyDocument']);
  expect(identityStatements(role).map((at) => at.location)).toEqual([
    'Properties.Policies[0].PolicyDocument.Statement',
    'Properties.Policies[2].PolicyDocument.Statement[0]',
    'Properties.Policies[2].PolicyDocument.Statement[1]',
  ]);
  expect(identityStatements(managed).map((at) => at.location)).toEqual(['Properties.PolicyDocument.Statement']);
});

describe('policiesOfRole', () => {
  const policies = (extra: TestTemplate['Resources'], role: object = {}) => {
    const workload = workloadOf({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties: role }, ...extra } });
    const [found] = workload.resources('AWS::IAM::Role');
    return workload.scenarios.explore(() => policiesOfRole(found, workload).map((resource) => resource.logicalId)).results[0].result;
  };
  const Roles = [{ Ref: 'Role' }];

  test('returns inline policies, managed policies of the role, and policies that name it, each once', () => {
    expect(
      policies(
        {
          Named: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles } },
          Inline: { Type: 'AWS::IAM::Policy', Properties: { Roles: ['other', ...Roles] } },
          Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles } },
          OfRole: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'Role' } } },
          OfOther: { Type: 'AWS::IAM::Policy', Properties: { Roles: ['other'] } },
        },
        { ManagedPolicyArns: [{ Ref: 'Named' }, 'arn:aws:iam::aws:policy/ReadOnlyAccess'] },
      ),
    ).toEqual(['Role', 'Named', 'Inline', 'Managed', 'OfRole']);
  });

  test('is undetermined if the roles of a policy are known only at deployment', () => {
    expect(() => policies({ Open: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Missing' }] } } })).toThrow(
      'template0.json/Open may refer to it: its Roles is known only at deployment',
    );
  });
});

describe('covers', () => {
  test.each<[string, string, boolean]>([
    ['*', '', true], ['*', 's3:GetObject', true], ['', '', true], ['', 'a', false], ['?', '', false], ['?', 'a', true],
    ['s3:Get*', 's3:getobject', true], ['S3:*Object', 's3:GetObject', true], ['s3:*Object', 's3:GetObjectAcl', false],
    ['a*b*c', 'abbbc', true], ['a*b*c', 'abbb', false], ['s3:Get?bject', 's3:GetObject', true], ['s3.*', 's3:x', false], ['a+', 'aa', false],
    ['[ab]', 'a', false], ['${aws:username}', '${aws:username}', true], ['*\n', 'a\n', true], ['**', 'x', true], ['a', 'a*', false],
  ])('%j covers %j: %s', (pattern, name, expected) => expect(covers(pattern, name)).toBe(expected));

  test('matches as the equivalent regular expression does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '?', '.'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, name) => {
        const expression = pattern.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.');
        expect(covers(pattern, name)).toBe(new RegExp(`^${expression}$`, 'i').test(name));
      }),
      { numRuns: 1000 },
    );
  });

  test('is fast for a pattern that makes a regular expression slow', () => {
    expect(covers(`${'*a'.repeat(200)}*b`, 'a'.repeat(2000))).toBe(false);
  });
});

describe('coversPattern', () => {
  test.each<[string, string, boolean]>([
    ['*', '*', true], ['a*', 'a?', true], ['a?', 'a*', false], ['a?', 'a?', true], ['a*', 'ab*c', true], ['ab*', 'a*', false], ['?*', '*', false], ['A', 'a', false],
    ['a?*', 'a*', false], ['*b', 'a*', false],
  ])('%j covers %j: %s', (pattern, other, expected) => expect(coversPattern(pattern, other)).toBe(expected));

  test('is true only if it covers every name that the other pattern matches', () => {
    const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength });
    const names = ['', ...['a', 'b', 'aa', 'ab', 'ba', 'bb'].flatMap((text) => [text, ...['', 'a', 'b', 'ab'].map((end) => `${text}a${end}`), `${text}bab`, `${text}bb`])];
    fc.assert(
      fc.property(letters(4), letters(4), (pattern, other) => {
        if (coversPattern(pattern, other)) for (const name of names) expect(covers(other, name) && !covers(pattern, name)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });
});

test.each([['s3:*', true], ['s3:Get?', true], ['s3:GetObject', false], ['${aws:*}', false], ['arn:${Bucket.Arn}/*', true], ['', false]])(
  'hasWildcard(%j) is %s',
  (pattern, expected) => expect(hasWildcard(pattern)).toBe(expected),
);
