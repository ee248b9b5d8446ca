import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of properties that contain a program, a definition or an input as text. */
const NAME = /^(UserData|BuildSpec|ZipFile|FunctionCode|Input|InputTemplate|DefinitionString|RequestMappingTemplate|ResponseMappingTemplate|Script)$/;

/** Types in which other names have this meaning. Usually, `Code` is a location, and `Definition` is a model. */
const BY_TYPE = /^AWS::(AppConfig::HostedConfigurationVersion Content|AppSync::(Resolver|FunctionConfiguration) Code|SSM::Document Content|StepFunctions::StateMachine Definition|Bedrock::Flow .*InlineCode\.Code)$/;

const EXCEPTIONS: Exceptions = {
  added: {
    'Mapping templates of API Gateway, whose specification has maps without names.': [
      'AWS::ApiGateway::Method Integration.RequestTemplates.{}',
      'AWS::ApiGatewayV2::Integration RequestTemplates.{}',
    ],
    'What an action of a pipeline passes on, as JSON.': [
      'AWS::CodePipeline::Pipeline Stages.*.Actions.*.Configuration.EnvironmentVariables',
      'AWS::CodePipeline::Pipeline Stages.*.Actions.*.Configuration.ParameterOverrides',
      'AWS::CodePipeline::Pipeline Stages.*.Actions.*.Configuration.UserParameters',
    ],
    'Programs that instances and notebooks run when they start, and that images are made by.': [
      'AWS::ImageBuilder::Component Data',
      'AWS::SageMaker::NotebookInstanceLifecycleConfig OnCreate.*.Content',
      'AWS::SageMaker::NotebookInstanceLifecycleConfig OnStart.*.Content',
      'AWS::SageMaker::StudioLifecycleConfig StudioLifecycleConfigContent',
    ],
  },
  removed: {
    'Samples of documents.': ['AWS::B2BI::Transformer SampleDocuments.Keys.*.Input'],
    'The source of a node.': ['AWS::Bedrock::Flow Definition.Nodes.*.Configuration.Input'],
  },
};

/** Properties that contain a program, a definition or an input: `type path`. */
export function embeddedTexts(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ shapes }) => shapes.includes('string') || shapes.includes('json'))
    .filter(({ type, path, name }) => NAME.test(name) || BY_TYPE.test(`${type} ${path}`))
    .map(({ type, path }) => `${type} ${path}`);
  return withExceptions(derived, EXCEPTIONS);
}
