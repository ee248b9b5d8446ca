import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';

const CLUSTER = 'AWS::MSK::Cluster';
const BROKER = 'AWS::AmazonMQ::Broker';
const MAPPING = 'AWS::Lambda::EventSourceMapping';

/** The types of credentials with which a function authenticates to a broker. Without one, the broker accepts any client. */
const CREDENTIALS = /^(?:BASIC_AUTH|SASL_SCRAM_\d+_AUTH|CLIENT_CERTIFICATE_TLS_AUTH)$/;

/** Brokers whose messages start functions accept only known clients, over TLS, and are not public. */
export const brokerAuthenticated: Rule = {
  id: 'BrokerAuthenticated',
  item: 'inbound-events/untrusted-data',
  severity: 'error',
  title: 'Each broker of messages authenticates clients, uses TLS and is not public.',
  why:
    'Messages of a broker start functions. Anyone who reaches a broker without authentication writes messages to it, and reads those ' +
    'of others. Without TLS, so does an attacker on the network.',
  fix: {
    cdk: 'On CfnCluster set clientAuthentication with sasl.iam, unauthenticated.enabled: false and clientBroker: TLS; on CfnBroker publiclyAccessible: false.',
    template:
      'Set ClientAuthentication with Sasl.Iam, Unauthenticated.Enabled: false and ClientBroker: TLS, PublicAccess.Type: DISABLED, ' +
      'PubliclyAccessible: false; name a secret in SourceAccessConfigurations.',
    sam: 'Name a secret in SourceAccessConfigurations of SelfManagedKafka; on the broker set PubliclyAccessible: false, and on a cluster ClientAuthentication.',
  },
  acceptable: 'If only clients of one closed network have no credentials: name the network, and its access control.',
  link: 'https://docs.aws.amazon.com/msk/latest/developerguide/security-iam.html',
  resourceTypes: [CLUSTER, BROKER, MAPPING],
  findings: {
    'not-authenticated': 'Clients connect without authentication.',
    'plaintext': 'Clients or other brokers may connect without TLS.',
    'public': 'The broker has a public address.',
  },
  check: (resource) => {
    switch (resource.type) {
      case CLUSTER:
        return all(
          () => checkClients(resource),
          () => checkTransit(resource.get('EncryptionInfo', 'EncryptionInTransit')),
          () => checkPublic(resource.get('BrokerNodeGroupInfo', 'ConnectivityInfo', 'PublicAccess', 'Type'), (at) => (at.string() ?? 'DISABLED') !== 'DISABLED'),
        );
      case BROKER:
        return checkPublic(resource.get('PubliclyAccessible'), (at) => at.boolean() === true);
      default:
        return checkMapping(resource);
    }
  },
};

/** Checks which clients a cluster accepts. Without a setting, it accepts everyone. */
function checkClients(cluster: Resource): readonly Outcome[] {
  const clients = cluster.get('ClientAuthentication');
  const guests = clients.at('Unauthenticated', 'Enabled');
  if (guests.boolean() === true) return [finding(guests, 'not-authenticated', 'clients without credentials are accepted')];
  const ways = [clients.at('Sasl', 'Iam', 'Enabled'), clients.at('Sasl', 'Scram', 'Enabled'), clients.at('Tls', 'Enabled')];
  const isTls = clients.at('Tls', 'CertificateAuthorityArnList').items().length > 0;
  return isTls || ways.some((way) => way.boolean() === true) ? [] : [finding(cluster, 'not-authenticated', 'ClientAuthentication enables no authentication method')];
}

function checkTransit(at: Property): readonly Outcome[] {
  const clients = at.at('ClientBroker');
  const brokers = at.at('InCluster');
  return [
    ...((clients.string() ?? 'TLS') === 'TLS' ? [] : [finding(clients, 'plaintext', `ClientBroker is ${clients.string()}`)]),
    ...(brokers.boolean() === false ? [finding(brokers, 'plaintext', 'InCluster is false: brokers send messages to each other without TLS')] : []),
  ];
}

function checkPublic(at: Property, isPublic: (at: Property) => boolean): readonly Outcome[] {
  return isPublic(at) ? [finding(at, 'public', 'the broker can be reached from the internet')] : [];
}

function checkMapping(mapping: Resource): readonly Outcome[] {
  return each([mapping.get('SelfManagedEventSource')].filter((source) => source.exists), (source) => {
    const types = mapping.get('SourceAccessConfigurations').items().map((configuration) => configuration.at('Type').string() ?? '');
    return types.some((type) => CREDENTIALS.test(type)) ? [] : [finding(source, 'not-authenticated', 'SourceAccessConfigurations has no credentials for the brokers')];
  });
}
