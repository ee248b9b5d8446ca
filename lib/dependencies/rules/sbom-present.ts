import { finding, isOwnCode, Rule } from '../../gate';
import { DEPENDENCIES_METADATA } from '../template/dependencies-metadata';

/** Of each function it is known which packages ship. */
export const sbomPresent: Rule = {
  id: 'SbomPresent',
  item: 'dependencies/automated-tools',
  severity: 'warning',
  title: 'Each function has a software bill of materials.',
  why:
    'When an advisory names a package, nobody can say which functions run it, and no scanner can: a bundler leaves no trace of the packages that it ' +
    'puts together.',
  fix: {
    cdk: 'Use SecureFunction or SecureNodejsFunction, or call certify(fn) or applyTo(app) of a CertifiedDependencies.',
    template: 'Write a CycloneDX document for each function in the build, and keep it with the package.',
  },
  acceptable: 'When the build writes the document somewhere else, or the function has no code but its own: say where, or why.',
  link: 'https://docs.aws.amazon.com/inspector/latest/user/sbom-export.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'no-sbom': 'Nothing says which packages ship with the function.',
  },
  check: (fn) => {
    // What is written in a template has no packages beside it.
    if (fn.get('Code', 'ZipFile').exists) return [];
    // The package that has the code is among those of the app, and comes with a bill of its own.
    if (isOwnCode(fn)) return [];
    const at = fn.attribute('Metadata').at(DEPENDENCIES_METADATA);
    if (at.at('sbom').string() !== undefined || at.at('skipped').string() !== undefined) return [];
    return [finding(fn, 'no-sbom', `Metadata.${DEPENDENCIES_METADATA} names no software bill of materials, so what ships with the function is not known`)];
  },
};
