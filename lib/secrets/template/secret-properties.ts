/** Properties of resources that take the value of a secret. */
import type { Property, Resource } from '../../gate';

/**
 * The properties by type; `*` stands for each item of a list.
 *
 * Source: the resource specification of CloudFormation, by its edition in aws-cdk-lib 2.276.0: what a serverless workload keeps data
 * in, is called by or signs in with.
 */
export const SECRET_PROPERTIES: { readonly [type: string]: readonly string[] } = {
  'AWS::AmazonMQ::Broker': ['Users.*.Password'],
  'AWS::Amplify::App': ['AccessToken', 'OauthToken', 'BasicAuthConfig.Password'],
  'AWS::Amplify::Branch': ['BasicAuthConfig.Password'],
  'AWS::ApiGateway::ApiKey': ['Value'],
  'AWS::CodeBuild::SourceCredential': ['Token'],
  'AWS::CodePipeline::Pipeline': ['Stages.*.Actions.*.Configuration.OAuthToken'],
  'AWS::CodePipeline::Webhook': ['AuthenticationConfiguration.SecretToken'],
  'AWS::Cognito::UserPoolIdentityProvider': ['ProviderDetails.client_secret', 'ProviderDetails.private_key'],
  'AWS::DMS::Endpoint': ['Password'],
  'AWS::DirectoryService::MicrosoftAD': ['Password'],
  'AWS::DirectoryService::SimpleAD': ['Password'],
  'AWS::DocDB::DBCluster': ['MasterUserPassword'],
  'AWS::DocDBElastic::Cluster': ['AdminUserPassword'],
  'AWS::ElastiCache::ReplicationGroup': ['AuthToken'],
  'AWS::ElastiCache::User': ['Passwords.*', 'AuthenticationMode.Passwords.*'],
  'AWS::ElasticLoadBalancingV2::Listener': ['DefaultActions.*.AuthenticateOidcConfig.ClientSecret'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['Actions.*.AuthenticateOidcConfig.ClientSecret'],
  'AWS::Elasticsearch::Domain': ['AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword'],
  'AWS::Events::Connection': [
    'AuthParameters.ApiKeyAuthParameters.ApiKeyValue', 'AuthParameters.BasicAuthParameters.Password',
    'AuthParameters.OAuthParameters.ClientParameters.ClientSecret',
  ],
  'AWS::Glue::Connection': ['ConnectionInput.ConnectionProperties.PASSWORD'],
  'AWS::IAM::User': ['LoginProfile.Password'],
  'AWS::KinesisFirehose::DeliveryStream': [
    'HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey', 'RedshiftDestinationConfiguration.Password',
    'SnowflakeDestinationConfiguration.PrivateKey', 'SplunkDestinationConfiguration.HECToken',
  ],
  'AWS::MemoryDB::User': ['AuthenticationMode.Passwords.*'],
  'AWS::OpenSearchService::Domain': ['AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword'],
  'AWS::RDS::DBCluster': ['MasterUserPassword'],
  'AWS::RDS::DBInstance': ['MasterUserPassword', 'TdeCredentialPassword'],
  'AWS::Redshift::Cluster': ['MasterUserPassword'],
  'AWS::RedshiftServerless::Namespace': ['AdminUserPassword'],
  'AWS::Timestream::InfluxDBInstance': ['Password'],
};

/** The places of {@link SECRET_PROPERTIES} in a resource. @throws Undetermined where a list can't be known */
export function secretPlaces(resource: Resource, path: string): Property[] {
  let places = [resource.get()];
  for (const key of path.split('.')) places = places.flatMap((place) => (key === '*' ? place.items() : [place.at(key)]));
  return places;
}
