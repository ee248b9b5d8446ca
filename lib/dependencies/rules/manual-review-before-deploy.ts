import { finding, Property, Resource, Rule } from '../../gate';

/** An action of a pipeline, with its place in it. */
interface Action {
  readonly at: Property;
  readonly stage: number;
  readonly runOrder: number;
  readonly category: string | undefined;
}

/** A person decides before what was built is deployed. */
export const manualReviewBeforeDeploy: Rule = {
  id: 'ManualReviewBeforeDeploy',
  item: 'dependencies/manual-review',
  severity: 'warning',
  title: 'A person approves before a pipeline deploys for the last time.',
  why:
    'Tools find what is in a catalogue. Code that does the wrong thing on purpose, and a package that was taken over yesterday, get to production if ' +
    'nobody looks.',
  fix: {
    cdk: 'Put new ManualReview(...).step() into pre of the last Stage of a pipelines.CodePipeline, or its action() before the last deployment.',
    template: 'Add an action of category Approval and provider Manual in a stage before the last deployment, or with a lower RunOrder in its stage.',
  },
  acceptable: 'When review by people is enforced before the pipeline starts, such as by a protected branch with required reviewers: say where.',
  link: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html',
  resourceTypes: ['AWS::CodePipeline::Pipeline'],
  findings: {
    'no-approval': 'No manual approval comes before the last deployment of the pipeline.',
  },
  check: (pipeline) => {
    const actions = actionsOf(pipeline);
    const [first, ...others] = actions.filter(deploys);
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

/** Preparing a change set changes nothing yet. */
function deploys({ at, category }: Action): boolean {
  return category === 'Deploy' && at.at('Configuration', 'ActionMode').string() !== 'CHANGE_SET_REPLACE';
}

/** Whether an action has ended before another one begins. */
function isBefore(a: Action, b: Action): boolean {
  return a.stage < b.stage || (a.stage === b.stage && a.runOrder < b.runOrder);
}
