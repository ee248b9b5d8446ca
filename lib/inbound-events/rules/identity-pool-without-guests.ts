import { all, each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { mayWrite } from '../template/user-attributes';

const ATTACHMENT = 'AWS::Cognito::IdentityPoolRoleAttachment';

/** Only signed-in users get AWS credentials, with the permissions that the pool grants. */
export const identityPoolWithoutGuests: Rule = {
  id: 'IdentityPoolWithoutGuests',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No identity pool gives credentials to guests, allows the classic flow, or gives a role by what users write.',
  why:
    'The id of the pool is in each web page that uses it. Anyone who has it gets AWS credentials, and uses APIs, functions and queues as far as ' +
    'the guest role allows. In the classic flow the client chooses the role, and scope-down policies do not apply; by ' +
    'their own attributes, users do.',
  fix: {
    cdk: 'Set allowUnauthenticatedIdentities: false on the IdentityPool, and have users sign in. Leave out allowClassicFlow and disableServerSideTokenCheck, and map roles by cognito:groups.',
    template: 'Set AllowUnauthenticatedIdentities: false, AllowClassicFlow: false, ServerSideTokenCheck: true, remove the role unauthenticated, and map roles by cognito:groups and Equals.',
  },
  acceptable: 'If guests may only do something harmless, such as sending analytics: say what the guest role allows.',
  link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html#authenticated-and-unauthenticated-identities',
  resourceTypes: ['AWS::Cognito::IdentityPool', ATTACHMENT],
  findings: {
    'guests': 'The pool gives credentials to everyone.',
    'classic-flow': 'Clients may assume a role directly with a token of the pool.',
    'token-not-checked': 'Users who signed out, or were disabled or deleted, still get credentials.',
    'role-by-own-claim': 'Users choose the role that they get, by an attribute that they write.',
  },
  check: (resource, workload) => (resource.type === ATTACHMENT ? checkMappings(resource, workload) : all(() => checkPool(resource), () => each(resource.get('CognitoIdentityProviders').items(), checkProvider))),
};

function checkPool(pool: Resource): readonly Outcome[] {
  return each(
    [
      ['AllowUnauthenticatedIdentities', 'guests', 'everyone gets credentials'],
      ['AllowClassicFlow', 'classic-flow', 'clients choose the role that they assume'],
    ],
    ([property, id, what]) => {
      const at = pool.get(property);
      return at.boolean() === true ? [finding(at, id, `${property} is true: ${what}`)] : [];
    },
  );
}

/** Without the check, a token is accepted until it expires. */
function checkProvider(provider: Property): readonly Outcome[] {
  const isChecked = provider.at('ServerSideTokenCheck');
  return isChecked.boolean() === false ? [finding(isChecked, 'token-not-checked', 'ServerSideTokenCheck is false: tokens of users who signed out or were removed are accepted')] : [];
}

function checkMappings(attachment: Resource, workload: Workload): readonly Outcome[] {
  const ofUserPools = attachment.get('RoleMappings').entries().filter(([key, mapping]) => isOfUserPool(key, mapping.at('IdentityProvider')));
  return each(ofUserPools, ([, mapping]) =>
    each(mapping.at('RulesConfiguration', 'Rules').items(), (rule) => {
      const claim = rule.at('Claim').string() ?? '';
      return mayWrite(claim, workload) ? [finding(rule.at('Claim'), 'role-by-own-claim', `users write ${claim} themselves`)] : [];
    }),
  );
}

/** Checks whether a mapping is for tokens of a user pool. Other providers write the claims of their users. */
function isOfUserPool(key: string, provider: Property): boolean {
  const name = provider.exists ? provider : undefined;
  return /cognito-idp\./.test(name?.written() ?? key) || (name?.references() ?? []).some(({ resource }) => resource.type === 'AWS::Cognito::UserPool');
}
