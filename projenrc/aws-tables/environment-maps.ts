import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of environment variables. */
const NAME = /^(\w*Environment|Env|\w*EnvironmentVariables|Variables|StageVariables)$/;

/** Names of maps whose keys the user chooses: settings of programs, log drivers and connectors, arguments of jobs, values for a definition. */
const SETTINGS =
  /^(\w*Options|\w*ConfigurationProperties|(Spark|Python|Athena|Step|Client|DefaultRun)Properties|AdditionalConfigs|PropertyMap|\w*Arguments|OptionSettings|DriverOpts|StageVariableOverrides|DefinitionSubstitutions)$/;

/** Types whose "variables" are terms of a formula or parts of a text. They are not passed to programs. */
const NO_ENVIRONMENT = /^AWS::(IoTSiteWise::AssetModel|IoTAnalytics|Bedrock|Chatbot|FraudDetector|MediaTailor|NetworkFirewall|DataZone)/;

/** Types whose arguments and options are parts of a request or a field. */
const NO_SETTINGS = /^AWS::(WAFv2|MediaConvert|Omics|QuickSight|DataZone|Lex)::/;

const EXCEPTIONS: Exceptions = {
  added: {
    'Settings of a program or a connector under a general name.': [
      'AWS::Athena::WorkGroup WorkGroupConfiguration.EngineConfiguration.Classifications.*.Properties.{}',
      'AWS::Batch::JobDefinition Parameters.{}',
      'AWS::EMRServerless::Application RuntimeConfiguration.*.Properties.{}',
      'AWS::KafkaConnect::Connector ConnectorConfiguration.{}',
    ],
    'Parameters of other stacks, by their names.': [
      'AWS::CloudFormation::Stack Parameters.{}',
      'AWS::CloudFormation::StackSet Parameters.*[ParameterKey,ParameterValue]',
    ],
    'Headers that are sent to an origin or an endpoint, by their names.': [
      'AWS::CloudFront::Distribution DistributionConfig.Origins.*.OriginCustomHeaders.*[HeaderName,HeaderValue]',
      'AWS::KinesisFirehose::DeliveryStream HttpEndpointDestinationConfiguration.RequestConfiguration.CommonAttributes.*[AttributeName,AttributeValue]',
    ],
  },
  removed: {
    'A choice, whose keys are not free.': [
      'AWS::Backup::BackupPlan BackupPlan.AdvancedBackupSettings.*.BackupOptions.{}',
    ],
  },
};

/** Returns the maps and lists of settings for programs: `type path.{}` for a map, `type path.*[Name,Value]` for a list of pairs. */
export function environmentMaps(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ type, name }) => (NAME.test(name) && !NO_ENVIRONMENT.test(type)) || (SETTINGS.test(name) && !NO_SETTINGS.test(type)))
    .flatMap(({ type, path, shapes }) => shapes.flatMap((shape) => entriesOf(shape) ?? []).map((entries) => `${type} ${path}${entries}`));
  return withExceptions(derived, EXCEPTIONS);
}

function entriesOf(shape: string): string | undefined {
  if (shape === '{string}' || shape === 'json') return '.{}';
  const keys = /^\[\(([\w,]+)\)\]$/.exec(shape)?.[1].split(',') ?? [];
  const name = ['Name', 'Key', 'Variable', 'OptionName'].find((key) => keys.includes(key));
  const value = ['Value', 'DefaultValue'].find((key) => keys.includes(key));
  return name && value ? `.*[${name},${value}]` : undefined;
}
