import { REST_STAGE_TYPES, RestStage, restStageOf } from './api-stages';
import { attempt, finding, Outcome, Resource, Rule } from '../../gate';

const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';

/** Each stage of a REST API has a web ACL in front. */
export const apiWafAssociated: Rule = {
  id: 'ApiWafAssociated',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'Each stage of a REST API is behind an AWS WAF web ACL.',
  why: 'Known attacks, such as SQL injection, scripts and floods from bot networks, reach the API, and nothing can be blocked while one goes on.',
  fix: {
    cdk: 'Create a CfnWebACL of scope REGIONAL, and a CfnWebACLAssociation with resourceArn: api.deploymentStage.stageArn.',
    template: 'Add an AWS::WAFv2::WebACLAssociation with ResourceArn: arn:<partition>:apigateway:<region>::/restapis/<api>/stages/<stage>.',
  },
  acceptable:
    'When Firewall Manager attaches the web ACL, or only a CloudFront distribution with one can reach the API: name the policy or the ' +
    'distribution.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html',
  resourceTypes: [...REST_STAGE_TYPES],
  findings: {
    'no-web-acl': 'No web ACL association refers to the stage.',
  },
  check: (resource, workload) => {
    const stage = restStageOf(resource);
    if (!stage) return [];
    const api = stage.apiId.reference()?.resource;
    const associations = workload.attached(api ?? resource, ASSOCIATION, 'ResourceArn');
    const none = finding(resource, 'no-web-acl', 'no web ACL association refers to this stage');
    const verdicts = associations.map((association) => attempt(() => (isOf(stage, resource, association) ? [] : [none])));
    if (verdicts.some((verdict) => verdict.length === 0)) return [];
    const open: readonly Outcome[] = verdicts.flat().filter((outcome) => outcome.kind === 'undetermined');
    return open.length > 0 ? open : [none];
  },
};

/** Whether an association that mentions the stage or its API is of that stage. */
function isOf(stage: RestStage, resource: Resource, association: Resource): boolean {
  const arn = association.get('ResourceArn');
  if (arn.references().some((reference) => reference.resource === resource)) return true;
  // Where one and the same parameter is the name in both places, it does not matter what it is.
  const parameter = stage.name.openParameter();
  if (parameter && parameter.name === arn.openParameter()?.name) return true;
  const name = stage.name.string();
  if (name === undefined) throw stage.name.undetermined('the stage has no name');
  return arn.string()!.endsWith(`/stages/${name}`);
}
