import { each, finding, Outcome, parseYaml, placesAt, Property, Rule } from '../../gate';
import { remoteCodeOf } from '../template/remote-code';

/** Where builds have their commands: a build specification, a list of commands, or one. */
const COMMANDS: { readonly [type: string]: readonly string[] } = {
  'AWS::CodeBuild::Project': ['Source.BuildSpec', 'SecondarySources.*.BuildSpec'],
  'AWS::CodePipeline::Pipeline': ['Stages.*.Actions.*.Commands.*'],
  'AWS::Amplify::App': ['BuildSpec', 'AutoBranchCreationConfig.BuildSpec'],
  'AWS::Amplify::Branch': ['BuildSpec'],
  'AWS::AppRunner::Service': ['SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues.BuildCommand'],
};

const FIX = 'name the version of each package, or use npm ci and pip install --require-hashes; compare what is fetched by sha256sum -c before it runs.';

/** What runs in a build is what was reviewed. */
export const buildCodePinned: Rule = {
  id: 'BuildCodePinned',
  item: 'dependencies/certification',
  severity: 'warning',
  title: 'Commands of builds run no code that is fetched without a version, a commit or a checksum.',
  why:
    'A build runs with the rights to deploy, and what it makes becomes the code of functions. Whoever changes a script or publishes a package that ' +
    'it fetches by name alone runs code there, and nobody has reviewed it.',
  fix: {
    cdk: `In buildSpec, ${FIX}`,
    template: `In the BuildSpec, ${FIX}`,
  },
  acceptable: 'When what is fetched comes from a place that only the team writes to, or the output of the build is not deployed: say so.',
  link: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html',
  resourceTypes: Object.keys(COMMANDS),
  findings: {
    'remote-script': 'A command runs a script as it gets it from elsewhere.',
    'no-version': 'A command installs a package, or runs an image, by its name alone.',
  },
  check: (resource) => each(COMMANDS[resource.type].flatMap((path) => placesAt(resource.get(), path)), checkCommands),
};

/** @throws Undetermined where nothing is found, and a part of the commands is known only at deployment */
function checkCommands(at: Property): readonly Outcome[] {
  if (!at.exists) return [];
  const text = at.written() ?? at.string()!;
  const found = remoteCodeOf(commandsOf(text));
  if (found.length === 0 && at.hasUnknownPart()) throw at.undetermined('a part of what the build runs is known only at deployment');
  return found.map(({ kind, what }) => finding(at, kind, `a command ${what}`));
}

/** The texts of a build specification, in their order; a text that is no document is a command. */
function commandsOf(text: string): string[] {
  try {
    return leaves(parseYaml(text, 'buildspec'));
  } catch {
    return [text];
  }
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
