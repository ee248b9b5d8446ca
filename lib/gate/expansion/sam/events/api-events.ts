import { type SamApis } from '../apis';
import { DEFAULT_PATH } from '../http-api';
import { ANY_METHOD } from '../open-api';
import { withoutParameters } from '../rest-api-auth';
import { compact, mapOf, ref, refOf, sub } from '../values';
import { permit, type SamEvent, writtenAt } from './event';

const SERVICE = 'apigateway.amazonaws.com';

/** `Api` of a function: an operation of a REST API, and the permission to call the function. */
export function restApiEvent(event: SamEvent, apis: SamApis): void {
  const { properties, target, expansion } = event;
  const { Path: path, Method: method } = properties;
  if (typeof path !== 'string' || typeof method !== 'string') return expansion.gap(target.of, writtenAt(event), 'a path and a method that are known before deployment are expected', true);
  const api = apis.restApi(properties.RestApiId);
  const named = refOf(properties.RestApiId);
  if (!api && named !== undefined && expansion.resource(named) === undefined) expansion.gap(target.of, writtenAt(event, 'RestApiId'), 'an API of the same template is expected', true);
  const suffix = api?.stageSuffix ?? (named === undefined ? 'AllStages' : 'Stage');
  const verb = method.toLowerCase() === 'any' ? '*' : method.toUpperCase();
  const short = path.length > 1 ? path.replace(/\/$/, '') : path;
  const sourceArn = sub(`arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${verb}${withoutParameters(short)}`, {
    __ApiId__: properties.RestApiId ?? ref(api!.logicalId),
    __Stage__: '*',
  });
  permit(event, SERVICE, { SourceArn: sourceArn }, { suffix });
  if (!api) return;
  const isStream = properties.ResponseTransferMode === 'RESPONSE_STREAM';
  const [version, ending] = isStream ? ['2021-11-15', 'response-streaming-invocations'] : ['2015-03-31', 'invocations'];
  const uri = sub(`arn:aws:apigateway:\${AWS::Region}:lambda:path/${version}/functions/\${${target.placeholder}}/${ending}`);
  const auth = mapOf(expansion.withDefaults(properties.Auth)) ?? {};
  const integration = compact({ type: 'aws_proxy', httpMethod: 'POST', uri, responseTransferMode: isStream ? 'STREAM' : undefined, credentials: api.credentials(auth) });
  api.add({ event, path, method: method.toLowerCase(), integration });
}

/** `HttpApi`: a route of an HTTP API, and the permission to call the function. */
export function httpApiEvent(event: SamEvent, apis: SamApis): void {
  const { properties, target, expansion } = event;
  const isDefault = !properties.Path && !properties.Method;
  const { Path: path, Method: method } = isDefault ? { Path: DEFAULT_PATH, Method: ANY_METHOD } : properties;
  if (typeof path !== 'string' || typeof method !== 'string') return expansion.gap(target.of, writtenAt(event), 'a path and a method that are known before deployment are expected', true);
  const api = apis.httpApi(properties.ApiId);
  if (!api) return expansion.gap(target.of, writtenAt(event, 'ApiId'), 'an HTTP API of the same template is expected', true);
  const uri = sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${target.placeholder}}/invocations`);
  const isCovered = path !== DEFAULT_PATH && api.hasDefaultRouteTo(target.logicalId);
  api.add({ event, path, method: method === ANY_METHOD ? method : method.toLowerCase(), uri });
  if (isCovered) return;
  const verb = ['any', ANY_METHOD].includes(method.toLowerCase()) ? '*' : method.toUpperCase();
  const short = path === DEFAULT_PATH ? '' : path.length > 1 ? path.replace(/\/$/, '') : path;
  const place = verb === '*' && short === `/${DEFAULT_PATH}` ? short : `/${verb}${withoutParameters(short)}`;
  const sourceArn = sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}${place}`, {
    __ApiId__: properties.ApiId ?? ref(api.logicalId),
    __Stage__: '*',
  });
  permit(event, SERVICE, { SourceArn: sourceArn });
}
