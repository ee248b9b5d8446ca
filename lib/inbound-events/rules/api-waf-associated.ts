import { attempt, filterKnown, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { REST_STAGE_TYPES, RestStage, restStageOf } from '../template/api-stages';

const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';
const WEB_ACL = 'AWS::WAFv2::WebACL';

/** Each stage of a REST API has a web ACL in front. */
export const apiWafAssociated: Rule = {
  id: 'ApiWafAssociated',
  item: 'inbound-events/data-correctness',
  severity: 'error',
  title: 'Each stage of a REST API is behind an AWS WAF web ACL.',
  why: 'Known attacks, such as SQL injection, scripts and floods from bot networks, reach the API, and nothing can be blocked while one goes on.',
  fix: {
    cdk: 'Create a CfnWebACL of scope REGIONAL, and a CfnWebACLAssociation with resourceArn: api.deploymentStage.stageArn.',
    template:
      'Add an AWS::WAFv2::WebACL whose Rules block, and an AWS::WAFv2::WebACLAssociation with ResourceArn: ' +
      'arn:<partition>:apigateway:<region>::/restapis/<api>/stages/<stage>.',
    sam:
      'Add an AWS::WAFv2::WebACLAssociation with ResourceArn: !Sub ' +
      'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Api.Stage}.',
  },
  acceptable:
    'When Firewall Manager attaches the web ACL, or only a CloudFront distribution with one can reach the API: name the policy or the ' +
    'distribution.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html',
  resourceTypes: [...REST_STAGE_TYPES],
  findings: {
    'no-web-acl': 'No web ACL association refers to the stage.',
    'blocks-nothing': 'The web ACL of the stage allows by default, and none of its rules does more than count.',
  },
  check: (resource, workload) => {
    const stage = restStageOf(resource);
    if (!stage) return [];
    const api = stage.apiId.reference()?.resource;
    const associations = workload.attached(api ?? resource, ASSOCIATION, 'ResourceArn');
    const none = finding(resource, 'no-web-acl', 'no web ACL association refers to this stage');
    const judge = (association: Resource) => (isOf(stage, resource, association) ? checkWebAcl(resource, association) : [none]);
    const verdicts = associations.map((association) => attempt(() => judge(association)));
    if (verdicts.some((verdict) => verdict.length === 0)) return [];
    const telling = verdicts.flat().filter((outcome) => outcome !== none);
    return telling.length > 0 ? telling : [none];
  },
};

/** Whether a web ACL that is part of the templates can block anything. */
function checkWebAcl(resource: Resource, association: Resource): readonly Outcome[] {
  const webAcl = association.get('WebACLArn').references().find((reference) => reference.resource.type === WEB_ACL)?.resource;
  if (!webAcl || webAcl.get('DefaultAction', 'Block').exists || filterKnown(webAcl.get('Rules').items(), blocks).length > 0) return [];
  return [finding(resource, 'blocks-nothing', `web ACL ${webAcl.path} allows by default, and none of its rules does more than count`)];
}

/** Whether a rule, or the group that it stands for, may stop a request. */
function blocks(rule: Property): boolean {
  if (rule.at('OverrideAction').exists) return !rule.at('OverrideAction', 'Count').exists;
  return ['Block', 'Captcha', 'Challenge'].some((action) => rule.at('Action', action).exists);
}

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
