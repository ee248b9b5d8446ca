import type { Resource } from '../../gate';
import type { Question } from '../question';
import type { Target } from '../target';

const ACCOUNT = 'AWS::ApiGateway::Account';

/** Does API Gateway have the role that stages with logs need? */
export function apiLoggingRole(target: Target): Question[] {
  const logging = target
    .resources('AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage')
    .filter((stage) => target.maybe(stage, stage.type === 'AWS::ApiGateway::Stage' ? logsToCloudWatch : logsAsWebSocket));
  const setByTemplates = target.resources(ACCOUNT).some((resource) => target.isSure(resource, (account) => account.get('CloudWatchRoleArn').exists));
  if (logging.length === 0 || setByTemplates) return [];
  return [{
    id: 'api-logging-role',
    asked: 'Does API Gateway have a role for CloudWatch logs in this account and Region?',
    resources: logging.map(({ path }) => path),
    needs: [{ operation: 'apigateway:GetAccount', on: [`arn:${target.partition.name}:apigateway:${target.place.region ?? '*'}::/account`] }],
    ask: async (account) => {
      const { cloudwatchRoleArn: role } = await account.call('apigateway:GetAccount');
      if (role) return { status: 'ready', text: `It has: ${role}.` };
      return {
        status: 'fails',
        text: 'There is none, so API Gateway rejects stages with logs: “CloudWatch Logs role ARN must be set in account settings to enable logging”.',
        fix: 'Set one once for the account and Region: aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=ROLE, '
          + 'with a role that apigateway.amazonaws.com may assume and that has AmazonAPIGatewayPushToCloudWatchLogs.',
      };
    },
  }];
}

/** Checks whether any method has execution logs, or the access log goes to CloudWatch. */
function logsToCloudWatch(stage: Resource): boolean {
  return (
    stage.get('MethodSettings').items().some((setting) => !['OFF', undefined].includes(setting.at('LoggingLevel').string())) || hasAccessLog(stage, 'AccessLogSetting')
  );
}

/** Only WebSocket APIs need the role; HTTP APIs use resource policies of log groups instead. */
function logsAsWebSocket(stage: Resource): boolean {
  const api = stage.get('ApiId').reference()?.resource;
  if (api !== undefined && api.get('ProtocolType').string() !== 'WEBSOCKET') return false;
  const levels = [stage.get('DefaultRouteSettings', 'LoggingLevel').string(), ...stage.get('RouteSettings').entries().map(([, route]) => route.at('LoggingLevel').string())];
  return levels.some((level) => !['OFF', undefined].includes(level)) || (api !== undefined && hasAccessLog(stage, 'AccessLogSettings'));
}

function hasAccessLog(stage: Resource, property: string): boolean {
  const destination = stage.get(property, 'DestinationArn');
  return destination.exists && !destination.references().some(({ resource }) => resource.type === 'AWS::KinesisFirehose::DeliveryStream') && !/:firehose:/.test(destination.literal() ?? '');
}
