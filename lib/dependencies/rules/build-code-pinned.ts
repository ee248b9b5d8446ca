import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { commandPlaces, commandsAt, mayBeAny, typesWithCommands } from '../template/command-texts';
import { codeAtRunTimeOf } from '../template/installing-programs';
import { remoteCodeOf } from '../template/remote-code';

const FIX =
  'pin and verify downloads by version, commit or sha256sum -c; use npm ci, pip install --require-hashes, one index with TLS; ship packages with functions.';

const PROJECT = 'AWS::CodeBuild::Project';

/** Inline code, by type. */
const PROGRAMS: ReadonlyMap<string, (resource: Resource) => readonly Property[]> = new Map([
  ['AWS::Lambda::Function', (fn: Resource) => [fn.get('Code', 'ZipFile')]],
  ['AWS::Synthetics::Canary', (canary: Resource) => [canary.get('Code', 'Script')]],
]);

/** Builds, instances and containers run only reviewed code. */
export const buildCodePinned: Rule = {
  id: 'BuildCodePinned',
  item: 'dependencies/certification',
  severity: 'warning',
  title: 'Builds, instances, containers and functions run no code that they fetch without a version or a checksum.',
  why:
    'A build runs with the permissions to deploy, and its output becomes the code of functions. Anyone who changes a script, or publishes a package under ' +
    'a name that it fetches, runs code there, and no one has reviewed it.',
  fix: {
    cdk: `In buildSpec and userData, ${FIX}`,
    template: `In BuildSpec and UserData, ${FIX} Drop InsecureSsl.`,
  },
  acceptable: 'If only the team can write to the source of a download, or the output of the build is not deployed: say so.',
  link: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html',
  resourceTypes: [...new Set([...typesWithCommands(), ...PROGRAMS.keys()])],
  findings: {
    'remote-script': 'A command runs a script, or the content of a repository or a bucket, as it gets it from elsewhere.',
    'no-version': 'A command installs a package, or runs an image, by its name without a version.',
    'at-run-time': 'Inline code of a function or a canary installs packages, or runs text that it fetches, while it runs.',
    'unsafe-index': 'A command takes packages from a second index, or from one without verified TLS.',
    'not-verified': 'A command turns off the verification of certificates, signatures or checksums of what it downloads.',
    'unverified-source': 'A build takes its source from a server whose certificate is not verified.',
  },
  check: (resource) => all(
    () => each(commandPlaces(resource), checkCommands),
    () => each(PROGRAMS.get(resource.type)?.(resource) ?? [], checkProgram),
    () => each(resource.type === PROJECT ? [resource.get('Source'), ...resource.get('SecondarySources').items()] : [], checkSource),
  ),
};

function checkSource(source: Property): readonly Outcome[] {
  const at = source.at('InsecureSsl');
  return at.boolean() === true ? [finding(at, 'unverified-source', 'InsecureSsl is true: the certificate of the source is not verified')] : [];
}

function checkProgram(program: Property): readonly Outcome[] {
  const what = codeAtRunTimeOf(program.written() ?? '');
  return what === undefined ? [] : [finding(program, 'at-run-time', `the code ${what}`)];
}

/** @throws Undetermined if nothing is found, and a command is known only at deployment */
function checkCommands(place: Property): readonly Outcome[] {
  const commands = commandsAt(place);
  // RuntimeVariablesSafe reports such variables.
  const found = remoteCodeOf(commands).filter(({ kind }) => kind !== 'not-verified' || !/\bEnvironmentVariables\b/.test(place.location));
  if (found.length === 0 && mayBeAny(place, commands)) throw place.undetermined('a part of what runs is known only at deployment');
  return found.map(({ kind, what }) => finding(place, kind, `a command ${what}`));
}
