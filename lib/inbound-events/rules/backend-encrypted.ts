import { all, each, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { eachDocument, eachOperation, OPERATION_TYPES } from '../template/rest-api';

const INTEGRATION = 'AWS::ApiGatewayV2::Integration';
const HTTP_API = 'AWS::ApiGatewayV2::Api';

const SUBSCRIPTION = 'AWS::SNS::Subscription';
const TOPIC = 'AWS::SNS::Topic';

/** Cognito reads certificates, keys and users from the addresses of a provider. */
const PROVIDER = 'AWS::Cognito::UserPoolIdentityProvider';

/** The only other type whose service accepts http:// addresses. */
const DATA_SOURCE = 'AWS::AppSync::DataSource';

/** APIs connect to servers over TLS, and verify their certificates. */
export const backendEncrypted: Rule = {
  id: 'BackendEncrypted',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Integrations of APIs, HTTP data sources, subscriptions and identity providers use TLS, verified.',
  why: 'A request to the server carries tokens and data. An attacker on the path, even within a shared network, reads and changes them.',
  fix: {
    cdk: 'Use a URL with https:// in HttpIntegration, HttpUrlIntegration and UrlSubscription, and secureServerName in private integrations of HTTP APIs.',
    template: 'Write an https:// URI, with Protocol: https, and leave out InsecureSkipVerification; in private integrations of HTTP APIs set TlsConfig.ServerNameToVerify.',
    sam: 'Write an https:// uri in x-amazon-apigateway-integration, and leave out insecureSkipVerification.',
  },
  acceptable: 'If a private link leads to a network without other clients: name the network, and its access control.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html',
  resourceTypes: [...OPERATION_TYPES, HTTP_API, INTEGRATION, SUBSCRIPTION, TOPIC, DATA_SOURCE, PROVIDER],
  findings: {
    'plain-http': 'Requests go to the server without encryption.',
    'not-verified': 'The certificate of the server is not verified.',
  },
  check: (resource, workload) => {
    switch (resource.type) {
      case HTTP_API:
        return eachDocument(resource, workload, ({ root }) => checkDocument(root));
      case INTEGRATION:
        return checkIntegration(resource.get(), ['IntegrationUri', 'ConnectionType', 'TlsConfig', 'ServerNameToVerify', 'IntegrationType']);
      case SUBSCRIPTION:
        return checkSubscription(resource.get());
      case TOPIC:
        return each(resource.get('Subscription').items(), checkSubscription);
      case DATA_SOURCE:
        return checkUri(resource.get('HttpConfig', 'Endpoint'));
      case PROVIDER:
        return each(resource.get('ProviderDetails').entries().filter(([name]) => ADDRESS.test(name)), ([, address]) => checkUri(address));
      default:
        return checkRest(resource, workload);
    }
  },
};

/** Details of a provider that are addresses. Secrets are among the others. */
const ADDRESS = /(?:url|uri|issuer)$/i;

/** The protocol of a subscription determines how its endpoint receives requests. */
function checkSubscription(subscription: Property): readonly Outcome[] {
  const protocol = subscription.at('Protocol');
  return protocol.string() === 'http' ? [finding(protocol, 'plain-http', 'messages are sent to the endpoint over http')] : [];
}

function checkRest(resource: Resource, workload: Workload): readonly Outcome[] {
  return eachOperation(resource, workload, (operation) => {
    const { uri, type } = operation.integration();
    const skipped = ['Integration', 'x-amazon-apigateway-integration'].map((key) => operation.at.at(key)).map((at) => [at.at('TlsConfig', 'InsecureSkipVerification'), at.at('tlsConfig', 'insecureSkipVerification')]);
    return all(
      () => (/^HTTP/.test(type() ?? '') ? checkUri(uri) : []),
      () => skipped.flat().filter((at) => at.boolean() === true).map((at) => finding(at, 'not-verified', 'the certificate of the server is not verified')),
    );
  });
}

/** Checks the integrations of an HTTP API that are in its OpenAPI document. */
function checkDocument(root: Property): readonly Outcome[] {
  const operations = root.at('paths').entries().filter(([path]) => path.startsWith('/')).flatMap(([, item]) => item.entries().map(([, operation]) => operation));
  const shared = root.at('components', 'x-amazon-apigateway-integrations').entries().map(([, at]) => at);
  const own = operations.map((operation) => operation.at('x-amazon-apigateway-integration')).filter((at) => at.exists && !at.at('$ref').exists);
  return each([...own, ...shared], (at) => checkIntegration(at, ['uri', 'connectionType', 'tlsConfig', 'serverNameToVerify', 'type']));
}

/** Checks an integration of an HTTP API. The names are those of a resource, or of a document. */
function checkIntegration(integration: Property, [uriName, link, tls, server, type]: readonly string[]): readonly Outcome[] {
  const uri = integration.at(uriName);
  const isPlain = integration.at(link).string() === 'VPC_LINK' && !integration.at(tls, server).exists && !/^https:/.test(uri.written() ?? '');
  if (isPlain) return [finding(integration, 'plain-http', 'a private integration without TlsConfig uses HTTP')];
  return integration.at(type).string()?.toUpperCase() === 'HTTP_PROXY' ? checkUri(uri) : [];
}

/** @throws Undetermined if the scheme is known only at deployment */
function checkUri(uri: Property): readonly Outcome[] {
  if (!uri.exists) return [];
  const text = uri.written() ?? uri.string()!;
  if (text.startsWith('${') && uri.hasUnknownPart()) throw uri.undetermined('the scheme of the URI is known only at deployment');
  return /^http:/i.test(text) ? [finding(uri, 'plain-http', 'the URI of the server is http://')] : [];
}
