import { finding, isCdkOwned, isOwnCode, Resource, Rule, Workload } from '../../gate';
import { FEED_METADATA } from '../template/feed-metadata';

/** Someone reads security bulletins. */
export const awarenessFeedSubscribed: Rule = {
  id: 'AwarenessFeedSubscribed',
  item: 'awareness/feeds',
  severity: 'warning',
  title: 'The app has a feed of security bulletins, compared with what it ships and uses.',
  why: 'An advisory about a package or a service is read by attackers on the day that it appears; a team that nobody tells stays open until it is found.',
  fix: {
    cdk: 'Make a SecurityBulletinFeed of this library in one stack of the app, and subscribe to its topic.',
    template: 'Deploy a stack with a SecurityBulletinFeed, or subscribe to bulletins elsewhere and acknowledge this finding with who reads them.',
  },
  acceptable: 'When somebody watches bulletins for this app elsewhere, such as a security team with a feed of its own: say who, and by what.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'no-feed': 'No feed of security bulletins is in the templates. Told once for the app, at its first function.',
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
    return [finding(fn, 'no-feed', 'no SecurityBulletinFeed is in the templates, so nobody is known to be told of advisories on what the app ships and uses')];
  },
};

/** The function at which it is told that there is no feed: the first, or where that is not created the first that always is. */
function teller(functions: readonly Resource[], workload: Workload): Resource | undefined {
  const first = functions.find((fn) => isJudged(fn, workload));
  return first?.created ? first : functions.find((fn) => fn.body.Condition === undefined && isJudged(fn, workload));
}

/** Whether the rule is asked about a function, and the function is the app's own. */
function isJudged(fn: Resource, workload: Workload): boolean {
  return fn.stack.judged && !isCdkOwned(fn, workload) && !isOwnCode(fn);
}

function hasFeed(fn: Resource): boolean {
  return fn.attribute('Metadata').at(FEED_METADATA).exists;
}
