import { finding, Rule } from '../../gate';

/** Nobody gets credentials of AWS without signing in. */
export const identityPoolWithoutGuests: Rule = {
  id: 'IdentityPoolWithoutGuests',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'No identity pool of Amazon Cognito hands out credentials to guests.',
  why:
    'The id of the pool is in each web page that uses it. Whoever has it gets credentials of AWS, and with them calls APIs behind IAM, starts ' +
    'functions and fills queues as far as the role of guests lets them.',
  fix: {
    cdk: 'Set allowUnauthenticatedIdentities: false on the IdentityPool, and have users sign in.',
    template: 'Set AllowUnauthenticatedIdentities: false, and remove the role unauthenticated from the attachment.',
  },
  acceptable: 'When guests may do nothing but something harmless, such as sending analytics: say what the role of guests allows.',
  link: 'https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html#authenticated-and-unauthenticated-identities',
  resourceTypes: ['AWS::Cognito::IdentityPool'],
  findings: {
    guests: 'The pool hands out credentials to everybody.',
  },
  check: (pool) => {
    const at = pool.get('AllowUnauthenticatedIdentities');
    return at.boolean() === true ? [finding(at, 'guests', 'AllowUnauthenticatedIdentities is true: everybody gets credentials')] : [];
  },
};
