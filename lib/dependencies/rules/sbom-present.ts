import { finding, isOwnCode, Rule } from '../../gate';
import { DEPENDENCIES_METADATA } from '../template/dependencies-metadata';

/** The packages of each function are recorded. */
export const sbomPresent: Rule = {
  id: 'SbomPresent',
  item: 'dependencies/automated-tools',
  severity: 'warning',
  title: 'Each function has a software bill of materials.',
  why:
    'When an advisory names a package, nothing shows which functions contain it. Scanners can’t find it either: a bundler removes the names of the ' +
    'packages that it combines.',
  fix: {
    cdk: 'Use SecureFunction or SecureNodejsFunction, or call certify(fn) or applyTo(app) of a CertifiedDependencies.',
    template: 'Write a CycloneDX document for each function in the build, and keep it with the package.',
  },
  acceptable: 'If the build writes the document elsewhere, or the function contains only its own code: say where, or why.',
  link: 'https://docs.aws.amazon.com/inspector/latest/user/sbom-export.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'no-sbom': 'The packages that ship with the function are not recorded.',
  },
  check: (fn) => {
    // Inline code contains no packages.
    if (fn.get('Code', 'ZipFile').exists) return [];
    // The code belongs to this library, which has a bill of materials of its own.
    if (isOwnCode(fn)) return [];
    const at = fn.attribute('Metadata').at(DEPENDENCIES_METADATA);
    if (at.at('sbom').string() !== undefined || at.at('skipped').string() !== undefined) return [];
    return [finding(fn, 'no-sbom', `Metadata.${DEPENDENCIES_METADATA} names no software bill of materials, so the packages of the function are unknown`)];
  },
};
