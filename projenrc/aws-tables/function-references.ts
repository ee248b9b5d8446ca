import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

const FUNCTION = /^AWS::Lambda::(Function|Alias|Version)$/;

/** Names of properties that name a function and nothing else. */
const NAME = /(Lambda|Function)(Arn|ARN|FunctionArn|FunctionName|Name)s?$|^OverrideLambda$|^LambdaFunction$|LambdaConflictHandlerArn$/;

/** Names of properties that may name a function, according to their documentation. */
const MAY_NAME = /(Arn|ARN|Uri|Target|Destination|DestinationArn|ResourceARN|Function|Lambda|SourceIdentifier|CallbackArn)$/;

/** Properties with such names that refer to something else. */
const BESIDE = /Role(Arn|ARN)$|KmsKey|Credentials(Arn)?$|LogGroup/;

/** Types that are part of a function or describe it, but start nothing. */
const PARTS = /^AWS::Lambda::(Function|Alias|Version|Permission|EventInvokeConfig)$/;

const EXCEPTIONS: Exceptions = {
  added: {
    'The destination after an invocation starts another function.': [
      'AWS::Lambda::EventInvokeConfig DestinationConfig.OnFailure.Destination',
      'AWS::Lambda::EventInvokeConfig DestinationConfig.OnSuccess.Destination',
    ],
    'Types whose specification has neither a reference nor a function in its documentation.': [
      'AWS::AutoScaling::LifecycleHook NotificationTargetARN',
      'AWS::CloudFormation::CustomResource ServiceToken',
      'AWS::CloudWatch::Alarm AlarmActions.*',
      'AWS::CloudWatch::Alarm InsufficientDataActions.*',
      'AWS::CloudWatch::Alarm OKActions.*',
      'AWS::CloudWatch::CompositeAlarm AlarmActions.*',
      'AWS::CloudWatch::CompositeAlarm InsufficientDataActions.*',
      'AWS::CloudWatch::CompositeAlarm OKActions.*',
      'AWS::CodeCommit::Repository Triggers.*.DestinationArn',
      'AWS::CodePipeline::Pipeline Stages.*.Actions.*.Configuration.FunctionName',
      'AWS::Connect::IntegrationAssociation IntegrationArn',
      'AWS::StepFunctions::StateMachine Definition',
    ],
  },
  removed: {
    'Functions of CloudFront, which have no network and no role.': [
      'AWS::CloudFront::Distribution DistributionConfig.CacheBehaviors.*.FunctionAssociations.*.FunctionARN',
      'AWS::CloudFront::Distribution DistributionConfig.DefaultCacheBehavior.FunctionAssociations.*.FunctionARN',
      'AWS::CloudFront::Function FunctionMetadata.FunctionARN',
    ],
    'The name of a function that Secrets Manager creates.': ['AWS::SecretsManager::RotationSchedule HostedRotationLambda.RotationLambdaName'],
    'A stream, whatever the specification says.': ['AWS::Logs::Destination TargetArn'],
    'Functions of a database, and of the catalog.': [
      'AWS::DMS::Endpoint OracleSettings.SpatialDataOptionToGeoJsonFunctionName',
      'AWS::Glue::UserDefinedFunction FunctionName',
    ],
  },
};

/** Returns the properties that name a function which the resource starts: `type path`. */
export function functionReferences(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ type }) => !PARTS.test(type))
    .filter(({ shapes }) => shapes.some((shape) => /^\[?(string|json)\]?$/.test(shape)))
    .filter(namesFunction)
    .map(({ type, path, shapes }) => `${type} ${path}${shapes.some((shape) => shape.startsWith('[')) ? '.*' : ''}`);
  return withExceptions(derived, EXCEPTIONS);
}

function namesFunction({ name, refersTo, documentation, type }: Place): boolean {
  if (BESIDE.test(name)) return false;
  // Types that profile, deploy or log a function also have these names.
  if (refersTo.some((one) => FUNCTION.test(one))) return !/^AWS::(CloudTrail|CodeDeploy|CodeGuruProfiler)::|LogGroup$/.test(type);
  return NAME.test(name) || (MAY_NAME.test(name) && /(AWS )?Lambda function/.test(documentation));
}
