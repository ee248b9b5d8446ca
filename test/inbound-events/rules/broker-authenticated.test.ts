import { brokerAuthenticated as rule } from '../../../lib/inbound-events/rules/broker-authenticated';
import { ids, TestTemplate } from '../../gate/harness';

const found = (Type: string, Properties: object) => ids(rule, { Parameters: { Open: { Type: 'String' } }, Resources: { It: { Type, Properties } } } as TestTemplate);
const IAM = { ClientAuthentication: { Sasl: { Iam: { Enabled: true } } } };
const cluster = (properties: object) => found('AWS::MSK::Cluster', { ...IAM, ...properties });
const transit = (ClientBroker: unknown) => cluster({ EncryptionInfo: { EncryptionInTransit: { ClientBroker } } });
const address = (Type: unknown) => cluster({ BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type } } } });
const mapping = (properties: object) => found('AWS::Lambda::EventSourceMapping', { FunctionName: 'fn', ...properties });
const OWN = { SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['kafka.example.com:9092'] } } };

test.each<[string, string[]]>([
  ['IAM', cluster({})],
  ['SCRAM', cluster({ ClientAuthentication: { Sasl: { Scram: { Enabled: true } } } })],
  ['certificates', cluster({ ClientAuthentication: { Tls: { CertificateAuthorityArnList: ['arn'] }, Unauthenticated: { Enabled: false } } })],
  ['TLS', transit('TLS')],
  ['no public address', address('DISABLED')],
  ['a broker in a network', found('AWS::AmazonMQ::Broker', { PubliclyAccessible: false })],
  ['a mapping of a queue', mapping({ EventSourceArn: 'arn' })],
  ['a mapping with a secret', mapping({ ...OWN, SourceAccessConfigurations: [{ Type: 'VPC_SUBNET', URI: 's' }, { Type: 'SASL_SCRAM_512_AUTH', URI: 'arn' }] })],
])('compliant: %s', (_, outcomes) => {
  expect(outcomes).toEqual([]);
});

test.each<[string, string[], string]>([
  ['no client authentication', found('AWS::MSK::Cluster', {}), 'not-authenticated'],
  ['all ways are off', found('AWS::MSK::Cluster', { ClientAuthentication: { Sasl: { Iam: { Enabled: false } } } }), 'not-authenticated'],
  ['unauthenticated clients beside IAM', cluster({ ClientAuthentication: { ...IAM.ClientAuthentication, Unauthenticated: { Enabled: true } } }), 'not-authenticated'],
  ['plain text', transit('PLAINTEXT'), 'plaintext'],
  ['plain text besides', transit('TLS_PLAINTEXT'), 'plaintext'],
  ['plain text between brokers', cluster({ EncryptionInfo: { EncryptionInTransit: { InCluster: false } } }), 'plaintext'],
  ['a public address', address('SERVICE_PROVIDED_EIPS'), 'public'],
  ['a public broker', found('AWS::AmazonMQ::Broker', { PubliclyAccessible: true }), 'public'],
  ['a mapping without credentials', mapping({ ...OWN, SourceAccessConfigurations: [{ Type: 'VPC_SUBNET', URI: 's' }] }), 'not-authenticated'],
])('non-compliant: %s', (_, outcomes, id) => {
  expect(outcomes).toEqual([`It[${id}]`]);
});

test('undetermined: known only at deployment', () => {
  expect([transit({ Ref: 'Open' }), address({ Ref: 'Open' }), found('AWS::AmazonMQ::Broker', { PubliclyAccessible: { Ref: 'Open' } })]).toEqual(Array(3).fill(['It[undetermined]']));
});
