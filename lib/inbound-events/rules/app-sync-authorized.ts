import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';

const API_KEY = 'API_KEY';
const IDENTIFYING = ['AWS_IAM', 'AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT', 'AWS_LAMBDA'];

/** AppSync APIs identify their callers. */
export const appSyncAuthorized: Rule = {
  id: 'AppSyncAuthorized',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each AppSync API authorizes callers by identity, and nowhere by API key.',
  why:
    'An API key is one text that all clients share. Anyone who reads the source of a web page or unpacks an app has it. It does not identify the ' +
    'caller, and its holders may query, change and publish everything that the key opens.',
  fix: {
    cdk:
      'Use AuthorizationType.IAM, USER_POOL, OIDC or LAMBDA as defaultAuthorization of GraphqlApi and in the authorization of EventApi and its ' +
      'channels, without API_KEY.',
    template:
      'Set AuthenticationType, or AuthType of providers and modes, to AWS_IAM, AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT or AWS_LAMBDA, and ' +
      'remove API_KEY.',
  },
  acceptable: 'If the data behind the key is public, or its holders are few: name the fields or channels, and what limits abuse.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
  resourceTypes: ['AWS::AppSync::GraphQLApi', 'AWS::AppSync::Api', 'AWS::AppSync::ChannelNamespace'],
  findings: {
    'api-key-only': 'API keys are the only means of authorization.',
    'api-key-by-default': 'API keys open every field of a GraphQL API that no directive assigns to another provider.',
    'api-key-besides': 'API keys are accepted in addition to providers that identify callers.',
  },
  check: (resource) => {
    switch (resource.type) {
      case 'AWS::AppSync::GraphQLApi':
        return checkGraphQl(resource);
      case 'AWS::AppSync::Api':
        return checkModes(resource.get('EventConfig'), 'ConnectionAuthModes', 'DefaultPublishAuthModes', 'DefaultSubscribeAuthModes');
      default:
        return checkModes(resource.get(), 'PublishAuthModes', 'SubscribeAuthModes');
    }
  },
};

function checkGraphQl(api: Resource): readonly Outcome[] {
  const main = api.get('AuthenticationType');
  const additional = api.get('AdditionalAuthenticationProviders');
  return all(
    () => (isKey(main) ? [openByDefault(main, additional)] : []),
    () =>
      isSurelyKey(main)
        ? []
        : each(additional.items(), (provider) =>
          isKey(provider.at('AuthenticationType'))
            ? [finding(provider, 'api-key-besides', 'an additional provider accepts API keys: they open each field with @aws_api_key')]
            : [],
        ),
  );
}

function openByDefault(main: Property, additional: Property): Outcome {
  const hasOthers = additional.unknown !== undefined || additional.items().some((provider) => !isSurelyKey(provider.at('AuthenticationType')));
  return hasOthers
    ? finding(main, 'api-key-by-default', 'AuthenticationType is API_KEY: it opens each field without a directive for another provider')
    : finding(main, 'api-key-only', 'AuthenticationType is API_KEY, and there is no other provider');
}

/** Looks for API keys in the lists of authorization modes. An absent list inherits from another property, which is checked there. */
function checkModes(settings: Property, ...names: readonly string[]): readonly Outcome[] {
  return each(names, (name) => {
    const types = settings.at(name).items().map((mode) => mode.at('AuthType'));
    const [id, others] = types.every(isSurelyKey) ? ['api-key-only', 'nothing else'] : ['api-key-besides', 'other types'];
    return each(types, (type) => (isKey(type) ? [finding(type, id, `${name} has API_KEY and ${others}`)] : []));
  });
}

function isSurelyKey(type: Property): boolean {
  return type.literal() === API_KEY;
}

function isKey(type: Property): boolean {
  const text = type.string();
  if (text === undefined) throw type.undetermined('the authorization type is absent, and has no default');
  if (text !== API_KEY && !IDENTIFYING.includes(text)) throw type.undetermined(`${JSON.stringify(text)} is not a known authorization type`);
  return text === API_KEY;
}
