import { all, finding, Outcome, Property, Resource, Rule, Workload } from '../../gate';
import { eachOperation, OPERATION_TYPES } from '../template/rest-api';

const INTEGRATION = 'AWS::ApiGatewayV2::Integration';

/** APIs connect to servers over TLS, and verify their certificates. */
export const backendEncrypted: Rule = {
  id: 'BackendEncrypted',
  item: 'inbound-events/untrusted-data',
  severity: 'warning',
  title: 'Each HTTP and private integration of an API uses TLS, and verifies the certificate of the server.',
  why: 'A request from the API to the server carries tokens and data. An attacker on the path, even within a shared network, reads and changes them.',
  fix: {
    cdk: 'Use a URL with https:// in HttpIntegration and HttpUrlIntegration, and secureServerName in private integrations of HTTP APIs.',
    template: 'Write an https:// URI and leave out InsecureSkipVerification; in private integrations of HTTP APIs set TlsConfig.ServerNameToVerify.',
    sam: 'Write an https:// uri in x-amazon-apigateway-integration, and leave out insecureSkipVerification.',
  },
  acceptable: 'When a private link leads to a network with nothing else in it: name the network, and what keeps others out.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html',
  resourceTypes: [...OPERATION_TYPES, INTEGRATION],
  findings: {
    'plain-http': 'Requests go to the server without encryption.',
    'not-verified': 'The certificate of the server is not verified.',
  },
  check: (resource, workload) => (resource.type === INTEGRATION ? checkIntegration(resource) : checkRest(resource, workload)),
};

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

function checkIntegration(integration: Resource): readonly Outcome[] {
  const uri = integration.get('IntegrationUri');
  const isPlain = integration.get('ConnectionType').string() === 'VPC_LINK' && !integration.get('TlsConfig', 'ServerNameToVerify').exists && !/^https:/.test(uri.written() ?? '');
  if (isPlain) return [finding(integration, 'plain-http', 'a private integration without TlsConfig uses HTTP')];
  return integration.get('IntegrationType').string() === 'HTTP_PROXY' ? checkUri(uri) : [];
}

function checkUri(uri: Property): readonly Outcome[] {
  return /^http:/i.test(uri.written() ?? '') ? [finding(uri, 'plain-http', 'the URI of the server is http://')] : [];
}
