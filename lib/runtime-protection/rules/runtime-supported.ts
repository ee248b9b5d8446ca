import { LAMBDA_RUNTIMES } from '../../aws/lambda-runtimes';
import { all, finding, Outcome, Property, Resource, Rule } from '../../gate';

/** AWS still patches the runtime that the function runs on. */
export const runtimeSupported: Rule = {
  id: 'RuntimeSupported',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'Each function runs on a runtime that AWS patches, and gets the patches.',
  why: 'Nobody patches a deprecated runtime. A published weakness of the language or of its operating system stays open to attackers for good.',
  fix: {
    cdk: 'Set runtime to a newer one, such as Runtime.NODEJS_24_X, and test the function on it; leave out runtimeManagementMode. Go and Rust run on Runtime.PROVIDED_AL2023.',
    template: 'Set Runtime to a newer one, such as nodejs24.x, and test the function on it; set UpdateRuntimeOn to Auto. Go and Rust run on provided.al2023.',
  },
  acceptable: 'While a move to another runtime is under way: say which one and when, and let the acknowledgement end on that day.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    deprecated: 'AWS has deprecated the runtime and no longer patches it.',
    pinned: 'The function stays on one version of the runtime, whatever AWS patches.',
  },
  check: (fn, _workload, { today }) =>
    // The runtime of a container image is part of the image.
    fn.get('PackageType').string() === 'Image' || fn.get('Code', 'ImageUri').exists ? [] : all(() => checkIdentifier(fn.get('Runtime'), today), () => checkPinned(fn)),
};

function checkIdentifier(at: Property, today: string): readonly Outcome[] {
  const identifier = at.string();
  if (identifier === undefined) throw at.undetermined('a function that is not a container image needs a runtime, and none is given');
  const runtime = LAMBDA_RUNTIMES.get(identifier);
  if (!runtime) throw at.undetermined(`runtime ${JSON.stringify(identifier)} is not known here`);
  const { deprecated } = runtime;
  return deprecated !== undefined && deprecated <= today ? [finding(at, 'deprecated', `runtime ${identifier} is deprecated since ${deprecated}`)] : [];
}

function checkPinned(fn: Resource): readonly Outcome[] {
  const at = fn.get('RuntimeManagementConfig', 'UpdateRuntimeOn');
  return at.string() === 'Manual' ? [finding(at, 'pinned', 'UpdateRuntimeOn is Manual: the version of the runtime stays as it is')] : [];
}
