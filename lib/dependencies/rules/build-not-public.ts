import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';

/** The property of an event that a filter tests. */
interface Filter {
  readonly at: Property;
  readonly type: string;
  readonly pattern: string;
  readonly excludes: boolean;
}

/** Events that every author of a pull request can cause; on a public repository, this is everyone. */
const OF_PULL_REQUESTS = /\bPULL_REQUEST_(?:CREATED|UPDATED|REOPENED)\b/;

/** A filter on the acting account. Patterns are regular expressions that match anywhere. */
const ACTOR = 'ACTOR_ACCOUNT_ID';

/** Strangers can't run code in a build. */
export const buildNotPublic: Rule = {
  id: 'BuildNotPublic',
  item: 'dependencies/manual-review',
  severity: 'warning',
  title: 'No build runs for pull requests of strangers, and no stranger reads its log.',
  why:
    'A pull request contains its own build specification and scripts. Anyone who opens one runs them with the role and the secrets of the build, before a person has ' +
    'read the change.',
  fix: {
    cdk: 'Give webhookFilters: FilterGroup.inEventOf(EventAction.PUSH), or one with andActorAccountIs(\'^12345678$\').',
    template:
      'In Triggers, set FilterGroups: EVENT with Pattern PUSH, or ACTOR_ACCOUNT_ID with an anchored id, ^12345678$. Or require comments by ' +
      'PullRequestBuildPolicy; leave out Visibility.',
  },
  acceptable: 'If only the team may open pull requests, as in a private repository, or the role of the build may do nothing: say so.',
  link: 'https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html',
  resourceTypes: ['AWS::CodeBuild::Project'],
  findings: {
    'any-author': 'Pull requests of any author start a build.',
    'part-of-id': 'A filter accepts each account whose id contains the id that it names.',
    'public-builds': 'Everyone sees the logs and the artifacts of builds.',
  },
  check: (project) => all(() => checkTriggers(project), () => checkVisibility(project.get('Visibility'))),
};

function checkVisibility(visibility: Property): readonly Outcome[] {
  return visibility.string() === 'PUBLIC_READ' ? [finding(visibility, 'public-builds', 'Visibility is PUBLIC_READ')] : [];
}

function checkTriggers(project: Resource): readonly Outcome[] {
  const triggers = project.get('Triggers');
  if (triggers.at('Webhook').boolean() !== true) return [];
  const approval = triggers.at('PullRequestBuildPolicy', 'RequiresCommentApproval');
  if (approval.exists && approval.string() !== 'DISABLED') return [];
  const groups = triggers.at('FilterGroups').items();
  if (groups.length === 0) return [finding(triggers, 'any-author', 'a webhook without FilterGroups starts a build for each pull request')];
  return each(groups, checkGroup);
}

/** All filters of a group have to match. */
function checkGroup(group: Property): readonly Outcome[] {
  const filters = group.items().map(filterAt);
  const starts = filters.find(({ type, excludes }) => type === 'EVENT' && !excludes);
  if (starts && !OF_PULL_REQUESTS.test(starts.pattern)) return [];
  const actors = filters.filter(({ type, excludes }) => type === ACTOR && !excludes);
  if (actors.length === 0) return [finding(group, 'any-author', `${starts?.pattern ?? 'each event'} starts a build, for any author`)];
  return actors.some(({ pattern }) => isAnchored(pattern)) ? [] : [finding(actors[0].at, 'part-of-id', `${actors[0].pattern} also matches longer ids: it has no ^ and $`)];
}

/** Names of filters may be those of the API. */
function filterAt(at: Property): Filter {
  return { at, type: at.at('Type').string() ?? '', pattern: at.at('Pattern').string() ?? '', excludes: at.at('ExcludeMatchedPattern').boolean() === true };
}

/** Checks whether each alternative of a pattern matches whole ids. */
function isAnchored(pattern: string): boolean {
  if (/^\^\([^()]*\)\$$/.test(pattern)) return true;
  return pattern.split('|').every((alternative) => /^\(?\^.*\$\)?$/.test(alternative));
}
