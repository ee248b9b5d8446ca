import { each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { isCredentialHeader, isHarmless, namesSecret, secretFormat } from '../template/secret-detection';

/** A value that is sent with requests. */
interface Sent {
  readonly name: string;
  readonly value: Property;
  /** Its literal text; undefined if it is taken from the request. */
  readonly text: (written: string) => string | undefined;
}

/** In REST APIs, fixed values are in quotes. */
const quoted = (written: string) => /^'(.*)'$/s.exec(written)?.[1];

/** In HTTP APIs, rules and pipes, variables start with a dollar sign. */
const unmapped = (written: string) => (/^\$/.test(written) ? undefined : written);

/** Integrations and targets send no secret that is written in a template. */
export const noPlaintextSecretInHeader: Rule = {
  id: 'NoPlaintextSecretInHeader',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No API, connection, rule or pipe sends a secret of the template, and no listener or web ACL compares with one.',
  why:
    'Headers and query strings that an API adds for its backend are in the template and in the console; query strings are in the logs of the ' +
    'backend, too. Anyone who reads them can call the backend directly.',
  fix: {
    cdk:
      'Have the backend require IAM signatures or a certificate of the API; for EventBridge use a Connection, which keeps ' +
      'its secret in Secrets Manager.',
    template:
      'Have the backend require IAM signatures or a certificate of the API; for EventBridge use an ' +
      'AWS::Events::Connection. Replace the written value.',
    sam:
      'Have the backend require IAM signatures or a client certificate instead of the header of ' +
      'x-amazon-apigateway-integration. Replace the written value.',
  },
  acceptable: 'If the value is not secret, such as the name of a tenant: say what it is, and who may know it.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html',
  resourceTypes: [
    'AWS::ApiGateway::Method', 'AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Integration', 'AWS::ElasticLoadBalancingV2::ListenerRule',
    'AWS::Events::Connection', 'AWS::Events::Rule', 'AWS::IoT::TopicRule', 'AWS::Pipes::Pipe', 'AWS::VpcLattice::Rule', 'AWS::WAFv2::RuleGroup', 'AWS::WAFv2::WebACL',
  ],
  findings: {
    'literal': 'The name of a header or a parameter means a secret, and its value is a literal.',
    'known-format': 'The value of a header or a parameter has the format of a secret.',
  },
  check: (resource) => each(sentBy(resource), checkSent),
};

function sentBy(resource: Resource): readonly Sent[] {
  switch (resource.type) {
    case 'AWS::ApiGateway::Method':
      return sentIn(resource.get('Integration', 'RequestParameters'), quoted);
    case 'AWS::ApiGatewayV2::Integration':
      return sentIn(resource.get('RequestParameters'), unmapped);
    case 'AWS::ElasticLoadBalancingV2::ListenerRule':
      return resource.get('Conditions').items().map((one) => one.at('HttpHeaderConfig')).flatMap(compared);
    case 'AWS::Events::Connection':
      return [['InvocationHttpParameters'], ['OAuthParameters', 'OAuthHttpParameters']].flatMap((keys) => sentByConnection(resource.get('AuthParameters', ...keys)));
    case 'AWS::Events::Rule':
      return resource.get('Targets').items().flatMap((target) => sentOverHttp(target.at('HttpParameters')));
    case 'AWS::IoT::TopicRule':
      return [...resource.get('TopicRulePayload', 'Actions').items(), resource.get('TopicRulePayload', 'ErrorAction')].flatMap((action) => pairsIn(action.at('Http', 'Headers')));
    case 'AWS::VpcLattice::Rule':
      return resource.get('Match', 'HttpMatch', 'HeaderMatches').items().map((header) => ({ name: header.at('Name').string() ?? '', value: header.at('Match', 'Exact'), text: unmapped }));
    case 'AWS::WAFv2::RuleGroup':
    case 'AWS::WAFv2::WebACL':
      return resource.get('Rules').items().flatMap((rule) => matched(rule.at('Statement')));
    case 'AWS::Pipes::Pipe':
      return ['EnrichmentParameters', 'TargetParameters'].flatMap((name) => sentOverHttp(resource.get(name, 'HttpParameters')));
    default:
      return sentByDocument(resource);
  }
}

function sentIn(map: Property, text: Sent['text']): Sent[] {
  return map.entries().map(([name, value]) => ({ name, value, text }));
}

function sentOverHttp(parameters: Property): Sent[] {
  return ['HeaderParameters', 'QueryStringParameters'].flatMap((name) => sentIn(parameters.at(name), unmapped));
}

/** Returns the value with which a listener compares a header, to recognize requests of its own distribution. */
function compared(header: Property): Sent[] {
  return header.at('Values').items().map((value) => ({ name: header.at('HttpHeaderName').string() ?? '', value, text: unmapped }));
}

function pairsIn(list: Property): Sent[] {
  return list.items().map((pair) => ({ name: pair.at('Key').string() ?? '', value: pair.at('Value'), text: unmapped }));
}

/** Returns the values with which the statements of a web ACL compare headers and parameters. */
function matched(statement: Property): Sent[] {
  const bytes = statement.at('ByteMatchStatement');
  const [name = ''] = ['SingleHeader', 'SingleQueryArgument'].flatMap((field) => bytes.at('FieldToMatch', field, 'Name').string() ?? []);
  const compares = ['SearchString', 'SearchStringBase64'].map((key) => bytes.at(key)).filter((value) => value.exists).map((value) => ({ name, value, text: unmapped }));
  const inner = ['AndStatement', 'OrStatement'].flatMap((key) => statement.at(key, 'Statements').items());
  const nested = ['NotStatement', 'RateBasedStatement', 'ManagedRuleGroupStatement'].map((key) => statement.at(key, key === 'NotStatement' ? 'Statement' : 'ScopeDownStatement'));
  return [...compares, ...[...inner, ...nested].filter((one) => one.exists).flatMap(matched)];
}

/** Returns the pairs that a connection adds. A pair that is marked as a secret is one, regardless of its name. */
function sentByConnection(parameters: Property): Sent[] {
  const pairs = ['HeaderParameters', 'QueryStringParameters', 'BodyParameters'].flatMap((name) => parameters.at(name).items());
  return pairs.map((pair) => ({ name: pair.at('IsValueSecret').boolean() === true ? 'secret' : (pair.at('Key').string() ?? ''), value: pair.at('Value'), text: unmapped }));
}

function sentByDocument(api: Resource): Sent[] {
  const body = api.get('Body');
  if (!body.exists) return [];
  const text = api.type === 'AWS::ApiGateway::RestApi' ? quoted : unmapped;
  const operations = body.document().at('paths').entries().flatMap(([, item]) => (item.isObject() ? item.entries() : []));
  return operations.filter(([, operation]) => operation.isObject()).flatMap(([, operation]) => sentIn(operation.at('x-amazon-apigateway-integration', 'requestParameters'), text));
}

function checkSent({ name, value, text }: Sent): readonly Outcome[] {
  const written = value.written();
  const fixed = written === undefined ? undefined : text(written);
  if (fixed === undefined || /\$\{|\{\{resolve:/.test(fixed)) return [];
  const key = name.split(/[.:]/).pop()!;
  const format = secretFormat(fixed);
  if (format !== undefined) return [finding(value, 'known-format', `${key} is sent with ${format}`)];
  const isSecret = namesSecret(key) || isCredentialHeader(key);
  return isSecret && !isHarmless(fixed) ? [finding(value, 'literal', `${key} is sent with a literal value`)] : [];
}
