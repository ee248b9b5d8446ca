import { Resource, Rule } from '../../gate';
import { REST_STAGE_TYPES, RestStage, restStageOf, stageIn } from '../template/api-stages';
import { ASSOCIATION, checkWebAcls, WEB_ACL_FINDINGS } from '../template/web-acl';

/** Each stage of a REST API is behind a web ACL. */
export const apiWafAssociated: Rule = {
  id: 'ApiWafAssociated',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'Each stage of a REST API is behind an AWS WAF web ACL.',
  why: 'Known attacks, such as SQL injection, scripts and floods from botnets, reach the API, and no rule can block an ongoing attack.',
  fix: {
    cdk: 'Create a CfnWebACL of scope REGIONAL, and a CfnWebACLAssociation with resourceArn: api.deploymentStage.stageArn.',
    template:
      'Add an AWS::WAFv2::WebACL that blocks, with AWSManagedRulesCommonRuleSet, and an AWS::WAFv2::WebACLAssociation with ResourceArn: ' +
      'arn:<partition>:apigateway:<region>::/restapis/<api>/stages/<stage>.',
    sam:
      'Add an AWS::WAFv2::WebACLAssociation with ResourceArn: !Sub ' +
      'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Api.Stage}, with the logical id of the API instead of Api.',
  },
  acceptable:
    'If Firewall Manager attaches the web ACL, or only a CloudFront distribution with one can reach the API: name the policy or the ' +
    'distribution.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html',
  resourceTypes: [...REST_STAGE_TYPES],
  findings: WEB_ACL_FINDINGS,
  check: (resource, workload) => {
    const stage = restStageOf(resource);
    if (!stage) return [];
    const api = stage.apiId.reference()?.resource;
    return checkWebAcls(resource, workload.attached(api ?? resource, ASSOCIATION, 'ResourceArn'), stageIn(resource), (association) => isOf(stage, resource, association));
  },
};

/** Checks whether an association that mentions the stage or its API applies to that stage. */
function isOf(stage: RestStage, resource: Resource, association: Resource): boolean {
  const arn = association.get('ResourceArn');
  if (arn.references().some((reference) => reference.resource === resource)) return true;
  // If both places refer to the same parameter, its value does not matter.
  const parameter = stage.name.openParameter();
  if (parameter && parameter.name === arn.openParameter()?.name) return true;
  const name = stage.name.string();
  if (name === undefined) throw stage.name.undetermined('the stage has no name');
  return arn.string()!.endsWith(`/stages/${name}`);
}
