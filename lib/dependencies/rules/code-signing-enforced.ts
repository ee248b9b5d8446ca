import { each, finding, Resource, Rule } from '../../gate';

const CONFIG = 'AWS::Lambda::CodeSigningConfig';

/** Lambda runs only packages that a trusted publisher has signed. */
export const codeSigningEnforced: Rule = {
  id: 'CodeSigningEnforced',
  item: 'dependencies/certification',
  severity: 'warning',
  title: 'Lambda rejects packages of functions and layers without a signature of a trusted publisher.',
  why:
    'Anyone who may update a function, or write to the bucket of its package, can replace its code. A signature ties the ' +
    'deployed code to the reviewed code.',
  fix: {
    cdk:
      'Set codeSigningConfig to one with untrustedArtifactOnDeployment: UntrustedArtifactOnDeployment.ENFORCE, and deploy a signed object with ' +
      'Code.fromBucket.',
    template:
      'Set CodeSigningConfigArn to a configuration with CodeSigningPolicies.UntrustedArtifactOnDeployment: Enforce, and deploy a package that AWS ' +
      'Signer has signed.',
  },
  acceptable:
    'If only a pipeline may deploy, and it builds from reviewed commits: name it. The CDK does not sign its assets, so signing needs a ' +
    'step of its own in the pipeline.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    'no-code-signing': 'The function has no code signing configuration, so it accepts any package.',
    'warns-only': 'The code signing configuration accepts unsigned packages, and only warns about them.',
  },
  check: (fn) => {
    // Images can't have a code signing configuration. CloudFormation packages inline code itself, so it can't be signed before.
    if (fn.get('PackageType').string() === 'Image' || fn.get('Code', 'ImageUri').exists || fn.get('Code', 'ZipFile').exists) return [];
    const at = fn.get('CodeSigningConfigArn');
    if (!at.exists) return [finding(fn, 'no-code-signing', 'CodeSigningConfigArn is absent, so any package may be deployed')];
    const configs = at.references().map((reference) => reference.resource).filter((resource) => resource.type === CONFIG);
    if (configs.length === 0) throw at.undetermined(`the enforcement of code signing configuration ${at.string()} is not part of the templates`);
    return each(configs, checkConfig);
  },
};

function checkConfig(config: Resource) {
  const at = config.get('CodeSigningPolicies', 'UntrustedArtifactOnDeployment');
  const action = at.string() ?? 'Warn';
  if (action === 'Enforce') return [];
  if (action !== 'Warn') throw at.undetermined(`Enforce or Warn is expected, found ${JSON.stringify(action)}`);
  return [finding(at, 'warns-only', 'UntrustedArtifactOnDeployment is Warn, so packages without a trusted signature are deployed')];
}
