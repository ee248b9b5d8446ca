import { each, finding, Outcome, Property, Rule } from '../../gate';
import { commandPlaces, commandsAt, mayBeAny, typesWithCommands } from '../template/command-texts';
import { remoteCodeOf } from '../template/remote-code';

const FIX =
  'pin the version or the commit of each download, or check it with sha256sum -c before it runs. Use npm ci, pip install --require-hashes, and one index.';

/** Builds, instances and containers run only reviewed code. */
export const buildCodePinned: Rule = {
  id: 'BuildCodePinned',
  item: 'dependencies/certification',
  severity: 'warning',
  title: 'Builds, instances and containers run no code that they fetch without a version, a commit or a checksum.',
  why:
    'A build runs with the permissions to deploy, and its output becomes the code of functions. Anyone who changes a script, or publishes a package under ' +
    'a name that it fetches, runs code there, and no one has reviewed it.',
  fix: {
    cdk: `In buildSpec, userData and command, ${FIX}`,
    template: `In BuildSpec, UserData and Command, ${FIX}`,
  },
  acceptable: 'If only the team can write to the source of a download, or the output of the build is not deployed: say so.',
  link: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html',
  resourceTypes: typesWithCommands(),
  findings: {
    'remote-script': 'A command runs a script, or the content of a repository or a bucket, as it gets it from elsewhere.',
    'no-version': 'A command installs a package, or runs an image, by its name without a version.',
    'unsafe-index': 'A command takes packages from a second index, or from one without verified TLS.',
  },
  check: (resource) => each(commandPlaces(resource), checkCommands),
};

/** @throws Undetermined if nothing is found, and a command is known only at deployment */
function checkCommands(place: Property): readonly Outcome[] {
  const commands = commandsAt(place);
  const found = remoteCodeOf(commands);
  if (found.length === 0 && mayBeAny(place, commands)) throw place.undetermined('a part of what runs is known only at deployment');
  return found.map(({ kind, what }) => finding(place, kind, `a command ${what}`));
}
