/** Finds commands in resources: builds, instances, containers and documents of Systems Manager. */
import { fetchesCode } from './remote-code';
import { embeddedTexts } from '../../aws/properties';
import { parseYaml, placesAt, Property, Resource } from '../../gate';

/** Properties with commands that no table contains: texts, lists of words, or variables that programs read. */
const OTHERS: { readonly [type: string]: readonly string[] } = {
  'AWS::AppRunner::Service': [
    'SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.BuildCommand',
    'SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.StartCommand',
    'SourceConfiguration.ImageRepository.ImageConfiguration.StartCommand',
  ],
  'AWS::Batch::JobDefinition': ['ContainerProperties.Command', 'EcsProperties.TaskProperties.*.Containers.*.Command'],
  'AWS::CodeBuild::Project': ['Environment.EnvironmentVariables.*'],
  'AWS::CodePipeline::Pipeline': ['Stages.*.Actions.*.Commands.*'],
  'AWS::ECS::TaskDefinition': ['ContainerDefinitions.*.Command', 'ContainerDefinitions.*.EntryPoint'],
  'AWS::Glue::Job': ['DefaultArguments', 'NonOverridableArguments'],
  'AWS::Lambda::Function': ['ImageConfig.Command', 'ImageConfig.EntryPoint'],
};

/** Names of properties with commands in the table of texts. */
const HOLDS_COMMANDS = /(?:^|\.)(?:BuildSpec|UserData)$|^AWS::(?:SSM::Document Content|ImageBuilder::Component Data|SageMaker::\w+ .*Content)$/;

/** Commands that cfn-init runs on an instance. */
const INIT_COMMANDS = '{}.commands.{}.command';

/** Returns the types with commands. */
export function typesWithCommands(): string[] {
  return [...new Set([...pathsByType().keys(), 'AWS::AutoScaling::AutoScalingGroup'])].sort();
}

/** Returns the properties of a resource with commands. @throws Undetermined if a list or a map that contains them is unknown */
export function commandPlaces(resource: Resource): Property[] {
  const named = (pathsByType().get(resource.type) ?? []).flatMap((path) => placesAt(resource.get(), path));
  const init = resource.attribute('Metadata').at('AWS::CloudFormation::Init');
  return [...named, ...placesAt(init, INIT_COMMANDS)].filter((place) => place.exists);
}

/** Returns the commands of a property, in order. Parts that are known only at deployment are written as `${Name}`. */
export function commandsAt(place: Property): string[] {
  if (place.unknown === undefined && place.isList()) return [place.items().map((word) => word.written() ?? '').join(' ')];
  if (place.resource.type === 'AWS::Glue::Job') return modulesAt(place);
  if (place.unknown === undefined && place.isObject()) return place.at('Value').exists ? variableAt(place) : textsWithin(place);
  const text = place.decoded();
  return commandsOf(text.written() ?? text.string()!);
}

/** Returns the texts of a document. A text that is known only at deployment is written as `${Name}`. */
function textsWithin(place: Property, key?: string): string[] {
  if (place.unknown === undefined && place.isObject()) return place.entries().flatMap(([name, inner]) => textsWithin(inner, name));
  if (place.unknown === undefined && place.isList()) return place.items().flatMap((inner) => textsWithin(inner, key));
  return leaves(place.written() ?? '', key);
}

/** Returns a variable of a build as a command. The value of other types is the name of a parameter or a secret. */
function variableAt(place: Property): string[] {
  return (place.at('Type').string() ?? 'PLAINTEXT') === 'PLAINTEXT' ? [`export ${place.at('Name').written() ?? ''}=${place.at('Value').written() ?? ''}`] : [];
}

/** Returns the command by which AWS Glue installs the modules of a job. */
function modulesAt(job: Property): string[] {
  const modules = job.at('--additional-python-modules').written()?.split(',');
  const options = job.at('--python-modules-installer-option').written()?.split(',') ?? [];
  return modules === undefined ? [] : [['pip install', ...options, ...modules].join(' ')];
}

/** Checks whether the commands of a property are open: a part known only at deployment is a command, or the source of a download. */
export function mayBeAny(place: Property, commands: readonly string[]): boolean {
  const texts = textPlaces(place);
  const names = texts.filter((text) => text.hasUnknownPart()).flatMap((text) => ['?', ...text.openParameters().map(({ name }) => name)]);
  const open = names.map((name) => `\${${name}}`);
  const each = commands.flatMap((command) => command.split(/\n|&&|\|\||[;|]/)).map((command) => command.trim());
  return each.some((command) => open.some((part) => command.startsWith(part) || (command.includes(part) && fetchesCode(command))));
}

function textPlaces(place: Property): Property[] {
  if (place.unknown === undefined && place.isObject()) return place.entries().flatMap(([, inner]) => textPlaces(inner));
  return place.unknown === undefined && place.isList() ? place.items().flatMap(textPlaces) : [place.decoded()];
}

/** Returns the texts in a document, with the variables of a build specification. Any other text is a program. */
function commandsOf(text: string): string[] {
  let document: unknown;
  try {
    document = parseYaml(text, 'commands');
  } catch {
    return [text];
  }
  return typeof document === 'object' && document !== null ? leaves(document) : [text];
}

function leaves(value: unknown, key?: string): string[] {
  if (typeof value === 'string') return [key !== undefined && /^[A-Z][A-Z\d_]*$/.test(key) ? `export ${key}=${value}` : value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, name)) : [];
}

let byType: Map<string, readonly string[]> | undefined;

function pathsByType(): Map<string, readonly string[]> {
  if (byType) return byType;
  byType = new Map(Object.entries(OTHERS));
  for (const [type, paths] of embeddedTexts()) {
    const holding = paths.filter((path) => HOLDS_COMMANDS.test(path) || HOLDS_COMMANDS.test(`${type} ${path}`));
    if (holding.length > 0) byType.set(type, [...(byType.get(type) ?? []), ...holding]);
  }
  return byType;
}
