import { identityPoolWithoutGuests } from '../../../lib/inbound-events/rules/identity-pool-without-guests';
import { ids, TestTemplate } from '../../gate/harness';

const found = (properties: object) =>
  ids(identityPoolWithoutGuests, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type: 'AWS::Cognito::IdentityPool', Properties: properties } } } as TestTemplate);

test.each([[undefined, []], [false, []], ['false', []], [true, ['guests']], ['true', ['guests']], [{ Ref: 'Open' }, ['undetermined']]])('guests: %j', (value, expected) => {
  expect(found({ AllowUnauthenticatedIdentities: value })).toEqual(expected.map((id) => `It[${id}]`));
});

test.each([[undefined, []], [false, []], [true, ['classic-flow']], [{ Ref: 'Open' }, ['undetermined']]])('classic flow: %j', (value, expected) => {
  expect(found({ AllowUnauthenticatedIdentities: false, AllowClassicFlow: value })).toEqual(expected.map((id) => `It[${id}]`));
});

test.each([[undefined, []], [true, []], [false, ['token-not-checked']], ['false', ['token-not-checked']], [{ Ref: 'Open' }, ['undetermined']]])('check of tokens: %j', (ServerSideTokenCheck, expected) => {
  expect(found({ CognitoIdentityProviders: [{ ClientId: 'a', ServerSideTokenCheck }] })).toEqual(expected.map((id) => `It[${id}]`));
});

test('both findings', () => expect(found({ AllowUnauthenticatedIdentities: true, AllowClassicFlow: true })).toEqual(['It[guests]', 'It[classic-flow]']));

describe('roles by claims', () => {
  const POOL = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf:client';
  const mapped = (Claim: unknown, IdentityProvider: unknown = POOL, WriteAttributes?: string[]) =>
    ids(identityPoolWithoutGuests, {
      Parameters: { Open: { Type: 'String' } },
      Resources: {
        It: {
          Type: 'AWS::Cognito::IdentityPoolRoleAttachment',
          Properties: { RoleMappings: { users: { IdentityProvider, Type: 'Rules', RulesConfiguration: { Rules: [{ Claim, MatchType: 'Contains', Value: 'x', RoleARN: 'r' }] } } } },
        },
        Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
        ...(WriteAttributes && { Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' }, WriteAttributes } } }),
      },
    } as TestTemplate);

  test.each<[string, string[], string[]]>([
    ['groups', mapped('cognito:groups'), []],
    ['an email address', mapped('email'), ['It[role-by-own-claim]']],
    ['an email address of the pool of the template', mapped('email', { 'Fn::Sub': '${Pool.ProviderName}:client' }), ['It[role-by-own-claim]']],
    ['an attribute that the client may write', mapped('custom:team', POOL, ['custom:team']), ['It[role-by-own-claim]']],
    ['an attribute that the client may not write', mapped('custom:team', POOL, ['email']), []],
    ['a claim of another provider', mapped('email', 'accounts.google.com'), []],
    ['a claim that is known only at deployment', mapped({ Ref: 'Open' }), ['It[undetermined]']],
  ])('%s', (_, outcomes, expected) => expect(outcomes).toEqual(expected));
});
