import { all, each, finding, Outcome, Property, Resource, Rule } from '../../gate';
import { CERTIFICATION_PROBLEMS, DEPENDENCIES_METADATA } from '../template/dependencies-metadata';
import { isReviewedElsewhere } from '../template/reviewed-elsewhere';

/** Each package that ships is reviewed. */
export const dependenciesCertified: Rule = {
  id: 'DependenciesCertified',
  item: 'dependencies/certification',
  severity: 'error',
  title: 'Each package that ships with a function is certified, in that version and with that content.',
  why:
    'A package runs with the role and the secrets of the function. Malicious code arrives as an unreviewed package, a new version of a known one, ' +
    'or other content under a known version.',
  fix: {
    cdk:
      'Review the package and run the command in the finding; remove packages that should not ship. Start with ' +
      "CertifiedDependencies.fromFile('certified-dependencies.json').applyTo(app).",
    template: 'Review the package, and certify it in the app that generates the template.',
    sam: 'Review the packages in the build, and acknowledge this finding with the place of the record: constructs apply certified-dependencies.json.',
  },
  acceptable: 'For content that no lock file covers, if it was reviewed manually: say what it is, who reviewed it, and when.',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    ...CERTIFICATION_PROBLEMS,
    'unknown-content': 'A part of the function’s code could not be compared with the certified packages.',
  },
  check: (fn) => {
    const metadata = fn.attribute('Metadata').at(DEPENDENCIES_METADATA);
    if (!metadata.exists) {
      if (isReviewedElsewhere(fn)) return [];
      throw fn.get('Code').undetermined('the packages that ship are unknown: the template has no record of them');
    }
    if (!metadata.isObject()) throw metadata.undetermined('an object as synthesis writes it is expected');
    const skipped = metadata.at('skipped').string();
    if (skipped !== undefined) throw fn.get('Code').undetermined(`the packages that ship are unknown: ${skipped}`);
    const certification = metadata.at('certification');
    const unknown = certification.at('unknown');
    if (certification.at('file').string() === undefined) return uncompared(fn, metadata, unknown);
    return all(
      () => each(certification.at('problems').items(), (problem) => [findingOf(problem)]),
      () => each(unknown.items(), (part) => [finding(part, 'unknown-content', `${shown(part)}; ${part.at('fix').string()}`)]),
    );
  },
};

/** The app requests no comparison: the packages may be certified elsewhere. */
function uncompared(fn: Resource, metadata: Property, unknown: Property): readonly Outcome[] {
  const count = metadata.at('packages').number() ?? 0;
  const parts = unknown.items().map(shown);
  if (count === 0 && parts.length === 0) return [];
  const packages = count === 1 ? '1 package that ships is' : `${count} packages that ship are`;
  throw fn.get('Code').undetermined([`whether the ${packages} certified is unknown: no certified-dependencies.json is applied to the function`, ...parts].join('; '));
}

function findingOf(problem: Property): Outcome {
  const kind = problem.at('problem').string() ?? '';
  const command = problem.at('command').string();
  const name = problem.at('package').string();
  const message = `${name} ${problem.at('detail').string()}${command === undefined ? '' : `. To certify it: ${command}`}`;
  // A problem that only a later version of this library knows is not a pass.
  return finding(problem, Object.hasOwn(CERTIFICATION_PROBLEMS, kind) ? kind : 'uncertified', message, name);
}

function shown(part: Property): string {
  return `${part.at('what').string()}: ${part.at('why').string()}`;
}
