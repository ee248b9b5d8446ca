import { each, finding, Rule } from '../../gate';

/** Nobody gets credentials of AWS without signing in, nor more than the pool grants. */
export const identityPoolWithoutGuests: Rule = {
  id: 'IdentityPoolWithoutGuests',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No identity pool of Amazon Cognito hands out credentials to guests, or by the classic flow.',
  why:
    'The id of the pool is in each web page that uses it. Whoever has it gets credentials of AWS, and with them calls APIs behind IAM, starts ' +
    'functions and fills queues as far as the role of guests lets them. In the classic flow the client chooses the role, and no scope-down policy holds.',
  fix: {
    cdk: 'Set allowUnauthenticatedIdentities: false on the IdentityPool, and have users sign in. Leave out allowClassicFlow.',
    template: 'Set AllowUnauthenticatedIdentities: false, and remove the role unauthenticated from the attachment. Set AllowClassicFlow: false.',
  },
  acceptable: 'When guests may do nothing but something harmless, such as sending analytics: say what the role of guests allows.',
  link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html#authenticated-and-unauthenticated-identities',
  resourceTypes: ['AWS::Cognito::IdentityPool'],
  findings: {
    'guests': 'The pool hands out credentials to everybody.',
    'classic-flow': 'Clients may take on a role by a token of the pool themselves.',
  },
  check: (pool) =>
    each(
      [
        ['AllowUnauthenticatedIdentities', 'guests', 'everybody gets credentials'],
        ['AllowClassicFlow', 'classic-flow', 'clients choose the role that they take on'],
      ],
      ([property, id, what]) => {
        const at = pool.get(property);
        return at.boolean() === true ? [finding(at, id, `${property} is true: ${what}`)] : [];
      },
    ),
};
