import { attempt, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { isDefaultEndpointOff } from '../template/rest-api';

const DEVICE_DOMAIN = 'AWS::IoT::DomainConfiguration';

/** APIs and their domain names reject TLS versions before 1.2. */
export const apiTlsPolicy: Rule = {
  id: 'ApiTlsPolicy',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each REST API and each custom domain name rejects TLS versions before 1.2.',
  why:
    'TLS 1.0 and 1.1 have known weaknesses. An attacker on the network path can force both sides to use them, and may then read or ' +
    'change requests and responses.',
  fix: {
    cdk:
      'Set securityPolicy: "SecurityPolicy_TLS13_1_2_PQ_2025_09" and endpointAccessMode: "STRICT" on api.node.defaultChild, a CfnRestApi. On a ' +
      'DomainName, set securityPolicy.',
    template:
      'Set SecurityPolicy to one that starts with SecurityPolicy_TLS13_ or SecurityPolicy_TLS12_, such as SecurityPolicy_TLS13_1_2_PQ_2025_09, and ' +
      'EndpointAccessMode: STRICT.',
    sam:
      'Set SecurityPolicy to one that starts with SecurityPolicy_TLS13_ or SecurityPolicy_TLS12_, and EndpointAccessMode: STRICT, on the Api ' +
      'and in its Domain.',
  },
  acceptable:
    'If clients can’t use TLS 1.2: name them, and the date on which they are retired. An edge-optimized API accepts ' +
    'SecurityPolicy_TLS13_2025_EDGE; one with disableExecuteApiEndpoint needs no policy of its own.',
  link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html',
  resourceTypes: [
    'AWS::ApiGateway::RestApi',
    'AWS::ApiGateway::DomainName',
    'AWS::ApiGateway::DomainNameV2',
    'AWS::ApiGatewayV2::DomainName',
    DEVICE_DOMAIN,
  ],
  findings: {
    'old-tls-allowed': 'The security policy accepts TLS versions before 1.2.',
    'old-tls-by-default': 'No security policy is set, and the default of a regional or edge-optimized API accepts TLS versions before 1.2.',
  },
  check: (resource) => {
    switch (resource.type) {
      case 'AWS::ApiGateway::RestApi':
        return checkRestApi(resource);
      case 'AWS::ApiGateway::DomainName':
        return checkDomainName(resource);
      case 'AWS::ApiGatewayV2::DomainName':
        // The default for these domain names has always been TLS 1.2.
        return each(resource.get('DomainNameConfigurations').items(), (configuration) => checkPolicy(configuration.at('SecurityPolicy')));
      case DEVICE_DOMAIN:
        return checkDeviceDomain(resource.get('TlsConfig', 'SecurityPolicy'));
      default:
        // The default of private domain names has always been TLS 1.2.
        return checkPolicy(resource.get('SecurityPolicy'));
    }
  },
};

function checkRestApi(api: Resource): readonly Outcome[] {
  const own = attempt(() => {
    const policy = api.get('SecurityPolicy');
    if (policy.exists) return checkPolicy(policy);
    const imported = api.get('Body').document().at('x-amazon-apigateway-security-policy');
    return imported.exists ? checkPolicy(imported) : checkDefault(api);
  });
  return own.length === 0 || isDefaultEndpointOff(api) ? [] : own;
}

function checkDefault(api: Resource): readonly Outcome[] {
  const types = [...api.get('EndpointConfiguration', 'Types').items(), api.get('Parameters', 'endpointConfigurationTypes')];
  if (types.some((type) => type.string() === 'PRIVATE')) return [];
  const file = api.get('BodyS3Location');
  if (file.exists) throw file.undetermined('the OpenAPI definition, which may set a security policy, is not part of the template');
  return [finding(api, 'old-tls-by-default', 'SecurityPolicy is absent, and the default is TLS_1_0')];
}

function checkDomainName(domain: Resource): readonly Outcome[] {
  const policy = domain.get('SecurityPolicy');
  const types = domain.get('EndpointConfiguration', 'Types').items().map((type) => type.string());
  if (!policy.exists && (types.length === 0 || types.includes('EDGE'))) {
    // Measurements show that Regional names use TLS 1.2 since 2022. AWS documents no default.
    throw policy.undetermined('SecurityPolicy is absent, and AWS does not document the default of an edge-optimized domain name');
  }
  return checkPolicy(policy);
}

/** Policies of AWS IoT have the lowest version after the one that they prefer: `IoTSecurityPolicy_TLS12_1_0_2016_01`. The default is TLS 1.2. */
function checkDeviceDomain(policy: Property): readonly Outcome[] {
  const name = policy.string();
  if (name === undefined || /^IoTSecurityPolicy_TLS\d+_1_[2-9]_/.test(name)) return [];
  if (/^IoTSecurityPolicy_TLS\d+_1_[01]_/.test(name)) return [finding(policy, 'old-tls-allowed', `SecurityPolicy ${name} accepts TLS 1.0 and 1.1`)];
  throw policy.undetermined(`security policy ${JSON.stringify(name)} is unknown`);
}

/** Checks a policy, if it is set. */
function checkPolicy(policy: Property): readonly Outcome[] {
  const name = policy.string();
  if (name === undefined || name === 'TLS_1_2' || /^SecurityPolicy_TLS1[2-9]/.test(name)) return [];
  if (name === 'TLS_1_0') return [finding(policy, 'old-tls-allowed', 'SecurityPolicy TLS_1_0 accepts TLS 1.0 and 1.1')];
  throw policy.undetermined(`security policy ${JSON.stringify(name)} is unknown`);
}
