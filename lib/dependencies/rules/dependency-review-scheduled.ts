import { all, filterKnown, finding, keepsRunning, Resource, Rule, Workload } from '../../gate';
import { runs } from '../template/build-commands';
import { isReviewedElsewhere } from '../template/reviewed-elsewhere';

/** Programs that review dependencies, by their names in build specifications. */
const SCANNERS =
  /\b(npm|pnpm|yarn)\s+(npm\s+)?audit\b|osv-scanner|dependency-check|\bsnyk\b|\btrivy\b|\bgrype\b|pip-audit|\bcargo\s+audit\b|govulncheck|SEC3_REVIEW/i;

/** Resources by which Amazon EventBridge starts targets, with the list of targets. */
const SCHEDULES = [['AWS::Events::Rule', 'Targets'], ['AWS::Scheduler::Schedule', 'Target']] as const;

/** Dependencies are reviewed on every commit, and on a schedule. */
export const dependencyReviewScheduled: Rule = {
  id: 'DependencyReviewScheduled',
  item: 'dependencies/every-commit',
  severity: 'warning',
  title: 'A scanner reviews dependencies on every commit, and periodically.',
  why:
    'A review only on commits misses advisories that are published later. A review only on a schedule lets a vulnerable package ' +
    'be deployed before it is found.',
  fix: {
    cdk: 'Create a DependencyReview of this library with a source, and put its step() into the pipeline if there is one.',
    template:
      'Add an AWS::CodeBuild::Project that runs a scanner, with Triggers.Webhook or as an action of a pipeline, and an AWS::Events::Rule with a ' +
      'ScheduleExpression that starts it.',
  },
  acceptable: 'If the review runs outside of the templates, such as in GitHub Actions or by Dependabot: name it, and say when it runs.',
  link: 'https://docs.aws.amazon.com/codebuild/latest/userguide/triggers-create.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'not-reviewed': 'No AWS CodeBuild project in the templates runs a dependency scanner.',
    'not-on-commit': 'A project reviews dependencies, but neither a webhook nor a pipeline starts it.',
    'not-scheduled': 'A project reviews dependencies, but no schedule starts it again and again.',
  },
  check: (fn, workload, { today }) => {
    if (isReviewedElsewhere(fn)) return [];
    const projects = workload.resources('AWS::CodeBuild::Project');
    const passing = (among: readonly Resource[], test: (project: Resource, workload: Workload, today: string) => boolean) =>
      workload.once(test, among, () => filterKnown(among, (project) => test(project, workload, today)));
    const reviews = passing(projects, isReview);
    if (reviews.length === 0) return [finding(fn, 'not-reviewed', 'no AWS CodeBuild project in the templates runs a dependency scanner')];
    const name = reviews[0].path;
    return all(
      () => {
        if (passing(reviews, startsAtCommit).length > 0) return [];
        return [finding(fn, 'not-on-commit', `${name} reviews dependencies, but neither a webhook nor a pipeline starts it`)];
      },
      () => {
        if (passing(reviews, isScheduled).length > 0) return [];
        return [finding(fn, 'not-scheduled', `${name} reviews dependencies, but no schedule starts it`)];
      },
    );
  },
};

function isReview(project: Resource): boolean {
  return project.created && runs(project, SCANNERS);
}

function startsAtCommit(project: Resource, workload: Workload): boolean {
  if (project.get('Triggers', 'Webhook').boolean() === true) return true;
  if (pipelinesWith(project, workload).length > 0) return true;
  const rules = mentioning(project, workload, 'AWS::Events::Rule', 'Targets');
  return filterKnown(rules, (rule) => rule.get('EventPattern').exists && isOn(rule)).length > 0;
}

function isScheduled(project: Resource, workload: Workload, today: string): boolean {
  const started = [project, ...pipelinesWith(project, workload)];
  const schedules = started.flatMap((target) => SCHEDULES.flatMap(([type, property]) => mentioning(target, workload, type, property)));
  return filterKnown(schedules, (schedule) => keepsRunning(schedule, today)).length > 0;
}

function pipelinesWith(project: Resource, workload: Workload): Resource[] {
  return mentioning(project, workload, 'AWS::CodePipeline::Pipeline', 'Stages');
}

/** Returns the resources of a type that mention a target in a property. */
function mentioning(target: Resource, workload: Workload, type: string, property: string): Resource[] {
  const edges = workload.mentions(target, type).filter(({ location }) => location.startsWith(`Properties.${property}`));
  return [...new Set(edges.map(({ from }) => from))].filter((resource) => resource.created);
}

function isOn(rule: Resource): boolean {
  return rule.get('State').string() !== 'DISABLED';
}
