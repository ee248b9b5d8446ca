/** Finds commands in resources: builds, instances, containers and documents of Systems Manager. */
import { fetchesCode } from './remote-code';
import { commandProperties, embeddedTexts } from '../../aws/properties';
import { parseYaml, placesAt, Property, Resource } from '../../gate';

/** Properties with variables that programs read, or with the modules of a job. */
const VARIABLES: { readonly [type: string]: readonly string[] } = {
  'AWS::CodeBuild::Project': ['Environment.EnvironmentVariables.*'],
  'AWS::Glue::Job': ['DefaultArguments', 'NonOverridableArguments'],
};

/** Names of properties with commands in the table of texts. */
const HOLDS_COMMANDS = /(?:^|\.)(?:BuildSpec|UserData)$|^AWS::(?:SSM::Document Content|ImageBuilder::Component Data|SageMaker::\w+ .*Content)$/;

/** Names of properties with a request or a definition in the table of texts, and of their members with commands: those of Systems Manager, of containers, of builds. */
const HOLDS_REQUESTS = /(?:^|\.)(?:Input|Definition|DefinitionString)$/;
const COMMANDS_OF_REQUEST = /^(?:commands?|buildspecoverride)$/i;

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

/** Returns the commands of a property, in order, with single spaces. Parts that are known only at deployment are written as `${Name}`. */
export function commandsAt(place: Property): string[] {
  return writtenCommands(place).map((command) => command.replace(/[^\S\n]+/g, ' '));
}

function writtenCommands(place: Property): string[] {
  if (isRequest(place)) return commandsWithin(place.unknown === undefined && place.isObject() ? plain(place) : requestOf(place.decoded().written() ?? ''));
  if (place.unknown === undefined && place.isList()) return [place.items().map((word) => word.written() ?? '').join(' ')];
  if (place.resource.type === 'AWS::Glue::Job') return modulesAt(place);
  if (place.unknown === undefined && place.isObject()) return place.at('Value').exists ? variableAt(place) : leaves(plain(place));
  const text = place.decoded();
  return commandsOf(text.written() ?? text.string()!);
}

/** Whether a property is a request or a definition, in which only some members are commands. */
function isRequest({ location, resource }: Property): boolean {
  return HOLDS_REQUESTS.test(location) && embeddedTexts().has(resource.type);
}

/** Returns a document with its texts. A text that is known only at deployment is written as `${Name}`. */
function plain(place: Property): unknown {
  if (place.unknown === undefined && place.isObject()) return Object.fromEntries(place.entries().map(([name, inner]) => [name, plain(inner)]));
  return place.unknown === undefined && place.isList() ? place.items().map(plain) : place.written() ?? '';
}

/** The document of a text that mentions commands. Most do not, and need not be parsed. */
function requestOf(text: string): unknown {
  return /command|buildspec/i.test(text) ? parsed(text) : undefined;
}

/** Returns the commands among the members of a request. The words of one command are one text. */
function commandsWithin(value: unknown, key = ''): string[] {
  if (COMMANDS_OF_REQUEST.test(key)) return Array.isArray(value) && /d$/i.test(key) ? [leaves(value).join(' ')] : leaves(value);
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => commandsWithin(inner, name)) : [];
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
  // Arguments follow a program that is named elsewhere.
  if (isRequest(place) || /Arg(?:ument)?s$/.test(place.location)) return false;
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
  const document = parsed(text);
  return typeof document === 'object' && document !== null ? leaves(document) : [text];
}

/** The document of a text; undefined for a program. */
function parsed(text: string): unknown {
  try {
    return parseYaml(text, 'commands');
  } catch {
    return undefined;
  }
}

function leaves(value: unknown, key?: string): string[] {
  if (typeof value === 'string') return [key === 'uses' ? `uses ${value}` : key !== undefined && /^[A-Z][A-Z\d_]*$/.test(key) ? `export ${key}=${value}` : value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, name)) : [];
}

let byType: Map<string, readonly string[]> | undefined;

function pathsByType(): Map<string, readonly string[]> {
  if (byType) return byType;
  byType = new Map(Object.entries(VARIABLES));
  const add = (type: string, paths: readonly string[]) => paths.length > 0 && byType!.set(type, [...(byType!.get(type) ?? []), ...paths]);
  for (const [type, paths] of commandProperties()) add(type, paths);
  for (const [type, paths] of embeddedTexts()) {
    add(type, paths.filter((path) => [HOLDS_COMMANDS, HOLDS_REQUESTS].some((holds) => holds.test(path) || holds.test(`${type} ${path}`))));
  }
  return byType;
}
