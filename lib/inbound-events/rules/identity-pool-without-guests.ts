import { each, finding, Rule } from '../../gate';

/** Only signed-in users get AWS credentials, with the permissions that the pool grants. */
export const identityPoolWithoutGuests: Rule = {
  id: 'IdentityPoolWithoutGuests',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No identity pool of Amazon Cognito gives credentials to guests or allows the classic flow.',
  why:
    'The id of the pool is in each web page that uses it. Anyone who has it gets AWS credentials, and uses APIs, functions and queues as far as ' +
    'the guest role allows. In the classic flow the client chooses the role, and scope-down policies do not apply.',
  fix: {
    cdk: 'Set allowUnauthenticatedIdentities: false on the IdentityPool, and have users sign in. Leave out allowClassicFlow.',
    template: 'Set AllowUnauthenticatedIdentities: false, and remove the role unauthenticated from the attachment. Set AllowClassicFlow: false.',
  },
  acceptable: 'If guests may only do something harmless, such as sending analytics: say what the guest role allows.',
  link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html#authenticated-and-unauthenticated-identities',
  resourceTypes: ['AWS::Cognito::IdentityPool'],
  findings: {
    'guests': 'The pool gives credentials to everyone.',
    'classic-flow': 'Clients may assume a role directly with a token of the pool.',
  },
  check: (pool) =>
    each(
      [
        ['AllowUnauthenticatedIdentities', 'guests', 'everyone gets credentials'],
        ['AllowClassicFlow', 'classic-flow', 'clients choose the role that they assume'],
      ],
      ([property, id, what]) => {
        const at = pool.get(property);
        return at.boolean() === true ? [finding(at, id, `${property} is true: ${what}`)] : [];
      },
    ),
};
