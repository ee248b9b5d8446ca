import { all, each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { REST_STAGE_TYPES, restStageOf, V2_STAGE_TYPES, v2StageSettings } from '../template/api-stages';

/** The variable that makes Powertools for AWS Lambda log each event. */
const LOGS_EVENT = 'POWERTOOLS_LOGGER_LOG_EVENT';

/** Fields of real-time logs that contain cookies. */
const COOKIE_FIELDS: ReadonlySet<string> = new Set(['cs-cookie', 'cs-headers']);

type Check = (resource: Resource, workload: Workload) => readonly Outcome[];

const CHECKS: { readonly [type: string]: Check } = {
  ...Object.fromEntries(REST_STAGE_TYPES.map((type): [string, Check] => [type, checkRestStage])),
  ...Object.fromEntries(V2_STAGE_TYPES.map((type): [string, Check] => [type, checkV2Stage])),
  'AWS::AppSync::Api': (api) => checkLevel(api.get('EventConfig', 'LogConfig', 'LogLevel'), 'headers'),
  'AWS::AppSync::GraphQLApi': (api) => checkFields(api.get('LogConfig')),
  'AWS::CloudFront::Distribution': (distribution) => checkSwitch(distribution.get('DistributionConfig', 'Logging', 'IncludeCookies'), 'cookies', 'cookies'),
  'AWS::CloudFront::RealtimeLogConfig': (config) => each(config.get('Fields').items(), checkField),
  'AWS::Events::EventBus': (bus) => checkDetail(bus.get('LogConfig', 'Level'), bus.get('LogConfig', 'IncludeDetail'), 'FULL'),
  'AWS::Lambda::Function': (fn) => checkSwitch(fn.get('Environment', 'Variables', LOGS_EVENT), 'events', 'each event'),
  'AWS::Pipes::Pipe': (pipe) => each(pipe.get('LogConfiguration', 'IncludeExecutionData').itemsOrOne(), (data) => checkDetail(pipe.get('LogConfiguration', 'Level'), data, 'ALL')),
};

/** Logs contain the callers, but not their data. */
export const payloadsNotLogged: Rule = {
  id: 'PayloadsNotLogged',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'No API, function, bus, pipe or distribution writes whole requests, events, cookies or keys to its log.',
  why:
    'Passwords, tokens and personal data of callers stay in the log, for everyone who may read logs. Input of a caller also ' +
    'reaches the tools that read logs.',
  fix: {
    cdk: 'Leave out dataTraceEnabled and includeExecutionData, set excludeVerboseContent: true, and log single fields of a validated event. Log apiKeyId instead of apiKey.',
    template:
      'Set DataTraceEnabled, IncludeCookies: false, ExcludeVerboseContent: true. Leave out IncludeDetail, IncludeExecutionData, cs-cookie, ' +
      'POWERTOOLS_LOGGER_LOG_EVENT; in Format, apiKey and tokens.',
    sam: 'Set DataTraceEnabled: false in MethodSettings, or DefaultRouteSettings. Leave out POWERTOOLS_LOGGER_LOG_EVENT, of the function or of Globals; in Format, log apiKeyId, not apiKey.',
  },
  acceptable: 'If the stage is for tests and gets no personal data: say who uses it. If the log is encrypted and few people read it: say who, and how long it is kept.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  resourceTypes: Object.keys(CHECKS),
  findings: {
    'data-trace': 'A stage logs the whole requests and responses of a method or a route.',
    'fields': 'An API of AppSync logs headers; a GraphQL API also contexts and evaluated templates.',
    'events': 'A function, a bus or a pipe logs each event as a whole.',
    'cookies': 'A distribution logs the cookies of requests.',
    'api-keys': 'The access log of a stage contains the API keys of callers.',
    'tokens': 'The access log of a stage contains the tokens of callers.',
  },
  check: (resource, workload) => CHECKS[resource.type](resource, workload),
};

function checkRestStage(resource: Resource): readonly Outcome[] {
  const settings = restStageOf(resource)?.settings;
  return settings === undefined ? [] : all(
    () => checkTrace(settings),
    () => each(settings.at('MethodSettings').items(), checkTrace),
    () => checkFormat(settings.at('AccessLogSetting', 'Format')),
  );
}

function checkV2Stage(resource: Resource, workload: Workload): readonly Outcome[] {
  return each(v2StageSettings(resource, workload) ?? [], (stage) => all(
    () => checkTrace(stage.at('DefaultRouteSettings')),
    () => checkFormat(stage.at('AccessLogSettings', 'Format')),
    () => each(stage.at('RouteSettings').entries(), ([, route]) => checkTrace(route)),
  ));
}

function checkTrace(settings: Property): readonly Outcome[] {
  return checkSwitch(settings.at('DataTraceEnabled'), 'data-trace', 'whole requests and responses');
}

/** The key itself; `$context.identity.apiKeyId` is its id. */
const API_KEY = /\$\{?context\.identity\.apiKey(?!\w)/;

/** Values that an authorizer passes on under the name of a token. */
const TOKEN = /\$\{?context\.authorizer(?:\.\w+)*?\.(\w*(?:token|secret|password|authorization))(?!\w)/i;

function checkFormat(format: Property): readonly Outcome[] {
  const written = format.written() ?? '';
  const [, token] = TOKEN.exec(written) ?? [];
  return [
    ...(API_KEY.test(written) ? [finding(format, 'api-keys', 'the log contains $context.identity.apiKey')] : []),
    ...(token === undefined ? [] : [finding(format, 'tokens', `the log contains ${token} of the authorizer`)]),
  ];
}

/** Programs accept other words for true as well. */
function checkSwitch(at: Property, id: string, what: string): readonly Outcome[] {
  if (!at.exists || !/^(?:true|1|y|yes|t|on)$/i.test(at.string()!)) return [];
  return [finding(at, id, `${at.location.split('.').pop()} is ${at.string()}: the log contains ${what}`)];
}

function checkFields(config: Property): readonly Outcome[] {
  return config.at('ExcludeVerboseContent').boolean() === true ? [] : checkLevel(config.at('FieldLogLevel'), 'headers and arguments, since ExcludeVerboseContent is not true');
}

function checkLevel(level: Property, what: string): readonly Outcome[] {
  if (!/^(?:ALL|DEBUG|INFO)$/.test(level.string() ?? '')) return [];
  return [finding(level, 'fields', `${level.location.split('.').pop()} is ${level.string()}: the log contains ${what}`)];
}

function checkField(field: Property): readonly Outcome[] {
  return COOKIE_FIELDS.has(field.string()!) ? [finding(field, 'cookies', `the log contains ${field.string()}`)] : [];
}

/** Checks the data in a log that has a level; without one, nothing is logged. */
function checkDetail(level: Property, data: Property, whole: string): readonly Outcome[] {
  if (data.string() !== whole || (level.string() ?? 'OFF') === 'OFF') return [];
  return [finding(data, 'events', `the log contains each event: ${data.string()}`)];
}
