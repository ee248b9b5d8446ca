import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of environment variables. */
const NAME = /^(\w*Environment|Env|\w*EnvironmentVariables|Variables|StageVariables)$/;

/** Types whose "variables" are terms of a formula or parts of a text. They are not passed to programs. */
const NO_ENVIRONMENT = /^AWS::(IoTSiteWise::AssetModel|IoTAnalytics|Bedrock|Chatbot|FraudDetector|MediaTailor|NetworkFirewall|DataZone)/;

const EXCEPTIONS: Exceptions = {
  added: {
    'Settings of a log driver or a connector, by their names.': [
      'AWS::ECS::TaskDefinition ContainerDefinitions.*.LogConfiguration.Options.{}',
      'AWS::KafkaConnect::Connector ConnectorConfiguration.{}',
    ],
    'Arguments of a job, by their names.': ['AWS::Glue::Job DefaultArguments.{}'],
    'Parameters of other stacks, by their names.': [
      'AWS::CloudFormation::Stack Parameters.{}',
      'AWS::CloudFormation::StackSet Parameters.*[ParameterKey,ParameterValue]',
    ],
    'Headers that are sent to an origin or an endpoint, by their names.': [
      'AWS::CloudFront::Distribution DistributionConfig.Origins.*.OriginCustomHeaders.*[HeaderName,HeaderValue]',
      'AWS::KinesisFirehose::DeliveryStream HttpEndpointDestinationConfiguration.RequestConfiguration.CommonAttributes.*[AttributeName,AttributeValue]',
    ],
  },
  removed: {},
};

/** Returns the maps and lists of settings for programs: `type path.{}` for a map, `type path.*[Name,Value]` for a list of pairs. */
export function environmentMaps(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ type, name }) => NAME.test(name) && !NO_ENVIRONMENT.test(type))
    .flatMap(({ type, path, shapes }) => shapes.flatMap((shape) => entriesOf(shape) ?? []).map((entries) => `${type} ${path}${entries}`));
  return withExceptions(derived, EXCEPTIONS);
}

function entriesOf(shape: string): string | undefined {
  if (shape === '{string}' || shape === 'json') return '.{}';
  const keys = /^\[\(([\w,]+)\)\]$/.exec(shape)?.[1].split(',') ?? [];
  const name = ['Name', 'Key', 'Variable'].find((key) => keys.includes(key));
  const value = ['Value', 'DefaultValue'].find((key) => keys.includes(key));
  return name && value ? `.*[${name},${value}]` : undefined;
}
