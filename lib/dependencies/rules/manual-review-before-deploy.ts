import { filterKnown, finding, Property, Resource, Rule } from '../../gate';
import { runs } from '../template/build-commands';

const PROJECT = 'AWS::CodeBuild::Project';

/** Commands that deploy, in build specifications. */
const DEPLOYMENTS = /\bdeploy\b|\bterraform\s+apply\b|\bpulumi\s+up\b|\b(create|update)-stack\b|\bexecute-change-set\b|\bupdate-function-code\b/i;

/** An action of a pipeline, with its position. */
interface Action {
  readonly at: Property;
  readonly stage: number;
  readonly runOrder: number;
  readonly category: string | undefined;
}

/** A person approves each deployment. */
export const manualReviewBeforeDeploy: Rule = {
  id: 'ManualReviewBeforeDeploy',
  item: 'dependencies/manual-review',
  severity: 'warning',
  title: 'A person approves before the last deployment of a pipeline.',
  why:
    'Tools find known problems. Code with malicious intent, and a package that was taken over yesterday, reach ' +
    'production without a review by a person.',
  fix: {
    cdk: 'Put new ManualReview(...).step() into pre of the last Stage of a pipelines.CodePipeline, or its action() before the last deployment.',
    template: 'Add an action of category Approval and provider Manual in a stage before the last deployment, or with a lower RunOrder in its stage.',
  },
  acceptable: 'If a review by people is enforced before the pipeline starts, such as by a protected branch with required reviewers: say where.',
  link: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html',
  resourceTypes: ['AWS::CodePipeline::Pipeline'],
  findings: {
    'no-approval': 'No manual approval comes before the last deployment of the pipeline.',
  },
  check: (pipeline) => {
    const actions = actionsOf(pipeline);
    const [first, ...others] = filterKnown(actions, deploys);
    if (!first) return [];
    const last = others.reduce((latest, action) => (isBefore(latest, action) ? action : latest), first);
    if (actions.some((action) => action.category === 'Approval' && isBefore(action, last))) return [];
    const name = last.at.at('Name').written() ?? 'without a name';
    return [finding(last.at, 'no-approval', `no manual approval comes before ${name}, the last action that deploys`)];
  },
};

function actionsOf(pipeline: Resource): Action[] {
  return pipeline.get('Stages').items().flatMap((stage, index) =>
    stage.at('Actions').items().map((at): Action => ({
      at,
      stage: index,
      runOrder: at.at('RunOrder').number() ?? 1,
      category: at.at('ActionTypeId', 'Category').string(),
    })),
  );
}

/** Checks whether an action deploys, by its category or its commands. @throws Undetermined if that is unknown */
function deploys({ at, category }: Action): boolean {
  const configuration = at.at('Configuration');
  // Creating a change set changes nothing yet.
  if (category === 'Deploy') return configuration.at('ActionMode').string() !== 'CHANGE_SET_REPLACE';
  if (category === 'Compute') return DEPLOYMENTS.test(configuration.at('Commands').string() ?? '');
  if (category !== 'Build') return false;
  const project = configuration.at('ProjectName').references().find(({ resource }) => resource.type === PROJECT)?.resource;
  if (!project) throw at.undetermined(`whether ${at.at('Name').written() ?? 'an action'} deploys is unknown: its build project is not part of the templates`);
  return runs(project, DEPLOYMENTS);
}

/** Checks whether an action ends before another one starts. */
function isBefore(a: Action, b: Action): boolean {
  return a.stage < b.stage || (a.stage === b.stage && a.runOrder < b.runOrder);
}
