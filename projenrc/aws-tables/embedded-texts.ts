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
