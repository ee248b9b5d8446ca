import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { CERTIFICATION_PROBLEMS, DEPENDENCIES_METADATA } from '../template/dependencies-metadata';
import { isReviewedElsewhere } from '../template/reviewed-elsewhere';

/** Somebody has reviewed each package that ships. */
export const dependenciesCertified: Rule = {
  id: 'DependenciesCertified',
  item: 'dependencies/certification',
  severity: 'error',
  title: 'Each package that ships with a function is certified, in that version and with that content.',
  why:
    'A package runs with the role and the secrets of the function. One that nobody has looked at, a new version of a known one, or other content under ' +
    'a known version is how malicious code gets in.',
  fix: {
    cdk:
      'Review the package and run the command that the finding names; where it should not ship, remove it. Start with ' +
      "CertifiedDependencies.fromFile('certified-dependencies.json').applyTo(app).",
    template: 'Review the package, and certify it in the app that the template comes from.',
    sam:
      'Review the packages in the build, and acknowledge this finding with where that is recorded: certified-dependencies.json is applied by ' +
      'constructs.',
  },
  acceptable: 'For content that no lock file covers, when it was reviewed by hand: say what it is, who reviewed it, and when.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    ...CERTIFICATION_PROBLEMS,
    'unknown-content': 'A part of the code of the function could not be compared with what is certified.',
  },
  check: (fn) => {
    const metadata = fn.attribute('Metadata').at(DEPENDENCIES_METADATA);
    if (!metadata.exists) {
      if (isReviewedElsewhere(fn)) return [];
      throw fn.get('Code').undetermined('which packages ship is not known: nothing was recorded of them in the template');
    }
    if (!metadata.isObject()) throw metadata.undetermined('an object is expected, as synthesis writes it');
    const skipped = metadata.at('skipped').string();
    if (skipped !== undefined) throw fn.get('Code').undetermined(`which packages ship is not known: ${skipped}`);
    const certification = metadata.at('certification');
    const unknown = certification.at('unknown');
    if (certification.at('file').string() === undefined) return uncompared(fn, metadata, unknown);
    return all(
      () => each(certification.at('problems').items(), (problem) => [findingOf(problem)]),
      () => each(unknown.items(), (part) => [finding(part, 'unknown-content', `${shown(part)}; ${part.at('fix').string()}`)]),
    );
  },
};

/** Nobody has asked for a comparison: what ships may be certified somewhere else. */
function uncompared(fn: Resource, metadata: Property, unknown: Property): readonly Outcome[] {
  const count = metadata.at('packages').number() ?? 0;
  const parts = unknown.items().map(shown);
  if (count === 0 && parts.length === 0) return [];
  const packages = count === 1 ? '1 package that ships is' : `${count} packages that ship are`;
  throw fn.get('Code').undetermined([`whether the ${packages} certified is not known: no certified-dependencies.json is applied to the function`, ...parts].join('; '));
}

function findingOf(problem: Property): Outcome {
  const kind = problem.at('problem').string() ?? '';
  const command = problem.at('command').string();
  const name = problem.at('package').string();
  const message = `${name} ${problem.at('detail').string()}${command === undefined ? '' : `. To certify it: ${command}`}`;
  // A kind that a later version of this library has is no pass.
  return finding(problem, Object.hasOwn(CERTIFICATION_PROBLEMS, kind) ? kind : 'uncertified', message, name);
}

function shown(part: Property): string {
  return `${part.at('what').string()}: ${part.at('why').string()}`;
}
