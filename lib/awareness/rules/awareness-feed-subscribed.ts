import { byPath, finding, isCdkOwned, isOwnCode, Resource, Rule, Workload } from '../../gate';
import { FEED_METADATA } from '../template/feed-metadata';

/** The app reads security bulletins. */
export const awarenessFeedSubscribed: Rule = {
  id: 'AwarenessFeedSubscribed',
  item: 'awareness/feeds',
  severity: 'warning',
  title: 'The app has a feed of security bulletins, compared with the packages and services that it uses.',
  why:
    'Attackers read an advisory about a package or a service on the day of its publication. A team that is not notified ' +
    'stays vulnerable until the attack.',
  fix: {
    cdk: 'Create a SecurityBulletinFeed of this library in one stack of the app, and subscribe to its topic.',
    template:
      'Deploy a stack with a SecurityBulletinFeed, or subscribe to bulletins elsewhere and acknowledge this finding with the name of the reader.',
  },
  acceptable: 'If bulletins for this app are monitored elsewhere, such as by a security team with a feed of its own: say who does so, and how.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'no-feed': 'The templates contain no feed of security bulletins. Reported once for the app, at its first function by path.',
  },
  asks: {
    name: 'feed',
    description: 'A person reads security bulletins for the workload. The feed is outside of the templates.',
    findings: ['no-feed'],
  },
  check: (fn, workload) => {
    const functions = workload.resources('AWS::Lambda::Function');
    if (fn !== workload.once(teller, functions, () => teller(functions, workload))) return [];
    if (workload.once(hasFeed, functions, () => functions.some(hasFeed))) return [];
    const message = 'the templates contain no SecurityBulletinFeed, so no notification of advisories about the app’s packages and services is known';
    return [{ ...finding(fn, 'no-feed', message), scope: 'workload' }];
  },
};

/** Returns the function at which a missing feed is reported: the first one by path, or, if that one is conditional, the first unconditional one. */
function teller(functions: readonly Resource[], workload: Workload): Resource | undefined {
  const sorted = byPath(functions);
  const first = sorted.find((fn) => isJudged(fn, workload));
  return first?.created ? first : sorted.find((fn) => fn.body.Condition === undefined && isJudged(fn, workload));
}

/** Checks whether the rule applies to a function, and the function belongs to the app itself. */
function isJudged(fn: Resource, workload: Workload): boolean {
  return fn.stack.judged && !isCdkOwned(fn, workload) && !isOwnCode(fn);
}

function hasFeed(fn: Resource): boolean {
  return fn.attribute('Metadata').at(FEED_METADATA).exists;
}
