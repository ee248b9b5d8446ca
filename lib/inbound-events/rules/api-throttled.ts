import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { REST_STAGE_TYPES, restStageOf, stageIn, V2_STAGE_TYPES, v2StageSettings } from '../template/api-stages';

const LIMITS = ['ThrottlingRateLimit', 'ThrottlingBurstLimit'] as const;

/** Each stage of an API has its own request limits. */
export const apiThrottled: Rule = {
  id: 'ApiThrottled',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each stage of an API limits the rate and the bursts of requests to all of its methods or routes.',
  why:
    'The only other limit is that of the account, which all of its APIs in a Region share. A flood on one API starves the others, and raises the ' +
    'cost of everything behind it.',
  fix: {
    cdk:
      'Set throttlingRateLimit and throttlingBurstLimit in deployOptions of RestApi, or throttle of HttpStage and WebSocketStage; HttpApi then ' +
      'needs createDefaultStage: false.',
    template:
      'Set ThrottlingRateLimit and ThrottlingBurstLimit in MethodSettings with ResourcePath "/*" and HttpMethod "*", or in DefaultRouteSettings of ' +
      'an ApiGatewayV2 stage.',
    sam:
      'Set ThrottlingRateLimit and ThrottlingBurstLimit in MethodSettings of the Api with ResourcePath "/*" and HttpMethod "*", or in ' +
      'DefaultRouteSettings of the HttpApi.',
  },
  acceptable:
    'If a component in front limits all callers: name it. A usage plan does not suffice: it applies only to clients that send an API key, and ' +
    'AWS does not enforce it strictly.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html',
  resourceTypes: [...REST_STAGE_TYPES, ...V2_STAGE_TYPES],
  findings: {
    'not-throttled': 'The stage sets no rate limit or no burst limit for all of its methods or routes.',
    'limit-lifted': 'A method or route is exempt from the limits of its stage.',
  },
  check: (resource, workload) => {
    if (resource.type.startsWith('AWS::ApiGateway::')) return checkRestStage(resource);
    const settings = v2StageSettings(resource, workload);
    if (settings === undefined) return [];
    return all(
      () => checkLimits(resource, settings.map((stage) => stage.at('DefaultRouteSettings'))),
      () => each(settings.flatMap((stage) => stage.at('RouteSettings').entries()), ([route, at]) => checkException(at, `route ${route}`)),
    );
  },
};

function checkRestStage(resource: Resource): readonly Outcome[] {
  const stage = restStageOf(resource);
  if (!stage) return [];
  const { settings } = stage;
  const stageWide = resource.type === 'AWS::ApiGateway::Deployment' ? [settings] : [];
  const methods: [string, Property][] = [];
  for (const entry of settings.at('MethodSettings').items()) {
    const path = entry.at('ResourcePath').string();
    const method = entry.at('HttpMethod').string();
    if ((path === '/*' || path === '*') && method === '*') stageWide.push(entry);
    else methods.push([`${method} ${path}`, entry]);
  }
  return all(
    () => checkLimits(resource, stageWide),
    () => each(methods, ([name, at]) => checkException(at, `method ${name}`)),
  );
}

/** Checks the limits of a stage. Several entries can set a limit; the last one wins. */
function checkLimits(resource: Resource, entries: readonly Property[]): readonly Outcome[] {
  const absent: string[] = [];
  const limits: [(typeof LIMITS)[number], Property][] = [];
  for (const name of LIMITS) {
    const limit = entries.map((entry) => entry.at(name)).filter((candidate) => candidate.exists).pop();
    if (limit) limits.push([name, limit]);
    else absent.push(name);
  }
  return all(
    () => (absent.length > 0 ? [finding(resource, 'not-throttled', `${stageIn(resource)} sets no ${absent.join(' and no ')} for all of its methods or routes`)] : []),
    () =>
      each(limits, ([name, limit]) => {
        const why = whyNone(name, limit);
        return why === undefined ? [] : [finding(limit, 'not-throttled', `${stageIn(resource)} has ${why}`)];
      }),
  );
}

function checkException(at: Property, name: string): readonly Outcome[] {
  return each(LIMITS, (limit) => {
    const why = whyNone(limit, at.at(limit));
    return why === undefined ? [] : [finding(at.at(limit), 'limit-lifted', `${name} has ${why}`)];
  });
}

/** The quota of an account in a Region, unless AWS raised or lowered it. */
const QUOTAS: { readonly [limit in (typeof LIMITS)[number]]: number } = { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 };

/** Returns why a value limits nothing: API Gateway reads a negative number as "no limit". Undefined if it is a limit. */
function whyNone(name: (typeof LIMITS)[number], limit: Property): string | undefined {
  const value = limit.number();
  if (value === undefined || (value >= 0 && value < QUOTAS[name])) return undefined;
  return value < 0 ? `${name} ${value}, which means no limit` : `${name} ${value}, which is no less than the quota of the account`;
}
