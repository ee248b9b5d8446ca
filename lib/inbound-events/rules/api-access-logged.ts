import { each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { REST_STAGE_TYPES, restStageOf, stageIn, V2_STAGE_TYPES, v2StageSettings } from '../template/api-stages';

/** API Gateway has one such role for each account and Region. All REST and WebSocket APIs there use it to write their logs. */
const ACCOUNT = 'AWS::ApiGateway::Account';

/** Each stage of an API writes access logs. */
export const apiAccessLogged: Rule = {
  id: 'ApiAccessLogged',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each stage of a REST, HTTP or WebSocket API writes an access log, and no stack removes the role for logging.',
  why: 'Without an access log, probing and break-ins go unnoticed, and nothing shows afterwards what was read or changed.',
  fix: {
    cdk:
      'Set accessLogDestination and accessLogFormat in deployOptions of RestApi, or accessLogSettings of HttpStage and WebSocketStage; HttpApi ' +
      'then needs createDefaultStage: false.',
    template:
      'Set DestinationArn and Format in AccessLogSetting, for an AWS::ApiGatewayV2::Stage in AccessLogSettings. Give an AWS::ApiGateway::Account a ' +
      'CloudWatchRoleArn, and both DeletionPolicy: Retain.',
    sam: 'Set DestinationArn and Format in AccessLogSetting of the Api, or in AccessLogSettings of the HttpApi. Globals take both.',
  },
  acceptable: 'If another component in front keeps the same log of all requests: name the component, and where its logs are.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  resourceTypes: [...REST_STAGE_TYPES, ...V2_STAGE_TYPES, ACCOUNT],
  findings: {
    'not-logged': 'The stage has no access log, or one without a destination.',
    'no-format': 'The access log has a destination but no format.',
    'no-account-role': 'The stack removes the IAM role with which API Gateway writes the logs of all APIs of the account.',
    'account-role-removed': 'Deleting the stack deletes the IAM role with which API Gateway writes the logs of all APIs of the account.',
  },
  check: (resource, workload) => {
    if (resource.type === ACCOUNT) return checkAccount(resource);
    const logs = accessLogs(resource, workload);
    if (logs === undefined) return [];
    const log = logs.find((candidate) => candidate.exists);
    return log ? checkLog(resource, log) : [finding(resource, 'not-logged', `${stageIn(resource)} has no access log`)];
  },
};

/** Returns the properties that set the access log of the resource's stage. Undefined if the resource creates no stage. */
function accessLogs(resource: Resource, workload: Workload): readonly Property[] | undefined {
  if (resource.type.startsWith('AWS::ApiGateway::')) {
    const stage = restStageOf(resource);
    return stage && [stage.settings.at('AccessLogSetting')];
  }
  return v2StageSettings(resource, workload)?.map((settings) => settings.at('AccessLogSettings'));
}

function checkLog(resource: Resource, log: Property): readonly Outcome[] {
  if (log.unknown) throw log.undetermined(log.unknown);
  if (isBlank(log.at('DestinationArn'))) return [finding(resource, 'not-logged', `the access log of ${stageIn(resource)} has no DestinationArn`)];
  return isBlank(log.at('Format')) ? [finding(resource, 'no-format', `the access log of ${stageIn(resource)} has no Format`)] : [];
}

function isBlank(property: Property): boolean {
  return !property.exists || property.literal() === '';
}

function checkAccount(account: Resource): readonly Outcome[] {
  const role = account.get('CloudWatchRoleArn');
  if (isBlank(role)) return [finding(account, 'no-account-role', 'the account has no CloudWatchRoleArn, so no API can write logs')];
  return each(role.references().filter(({ resource }) => resource.type === 'AWS::IAM::Role'), ({ resource }) => {
    const policy = resource.attribute('DeletionPolicy').string() ?? 'Delete';
    if (policy.startsWith('Retain')) return [];
    return [finding(role, 'account-role-removed', `role ${resource.path} has DeletionPolicy ${policy}; without it, no API of the account writes logs`)];
  });
}
