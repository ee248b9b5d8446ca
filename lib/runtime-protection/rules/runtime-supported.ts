import { LAMBDA_RUNTIMES, runtimeOfCanary } from '../../aws/lambda-runtimes';
import { all, finding, Outcome, Property, Resource, Rule } from '../../gate';

const CANARY = 'AWS::Synthetics::Canary';

/** AWS still patches the runtime of the function. */
export const runtimeSupported: Rule = {
  id: 'RuntimeSupported',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'Each function and canary runs on a runtime that AWS patches, and gets the patches.',
  why: 'A deprecated runtime gets no patches. Published vulnerabilities of the language or its operating system stay open permanently.',
  fix: {
    cdk: 'Set runtime to a newer one of the language, such as Runtime.NODEJS_24_X or PYTHON_3_14, and test the function on it; remove runtimeManagementMode. Go and Rust run on PROVIDED_AL2023.',
    template: 'Set Runtime to a newer one of the language, such as nodejs24.x or python3.14, and test the function on it; set UpdateRuntimeOn to Auto. Go and Rust run on provided.al2023.',
  },
  acceptable: 'During the migration to another runtime: say which one and until when, and let the acknowledgement expire on that day.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  resourceTypes: ['AWS::Lambda::Function', CANARY],
  findings: {
    deprecated: 'AWS has deprecated the runtime and no longer patches it.',
    pinned: 'The function is pinned to one version of the runtime, and gets no patches.',
  },
  check: (resource, _workload, { today }) => (resource.type === CANARY ? checkCanary(resource.get('RuntimeVersion'), today) : checkFunction(resource, today)),
};

function checkFunction(fn: Resource, today: string): readonly Outcome[] {
  // The runtime of a container image is part of the image.
  if (fn.get('PackageType').string() === 'Image' || fn.get('Code', 'ImageUri').exists) return [];
  return all(() => checkIdentifier(fn.get('Runtime'), today), () => checkPinned(fn));
}

/** A canary runs as a function that Amazon CloudWatch Synthetics creates. */
function checkCanary(at: Property, today: string): readonly Outcome[] {
  const identifier = at.string();
  const runtime = identifier === undefined ? undefined : runtimeOfCanary(identifier);
  if (runtime === undefined) throw at.undetermined(`runtime ${JSON.stringify(identifier)} of canaries is not known here`);
  const deprecated = LAMBDA_RUNTIMES.get(runtime)?.deprecated;
  return deprecated !== undefined && deprecated <= today ? [finding(at, 'deprecated', `runtime ${identifier} has ${runtime}, which is deprecated since ${deprecated}`)] : [];
}

function checkIdentifier(at: Property, today: string): readonly Outcome[] {
  const identifier = at.string();
  if (identifier === undefined) throw at.undetermined('a function that is not a container image needs a runtime, but has none');
  const runtime = LAMBDA_RUNTIMES.get(identifier);
  if (!runtime) throw at.undetermined(`runtime ${JSON.stringify(identifier)} is not known here`);
  const { deprecated } = runtime;
  return deprecated !== undefined && deprecated <= today ? [finding(at, 'deprecated', `runtime ${identifier} is deprecated since ${deprecated}`)] : [];
}

function checkPinned(fn: Resource): readonly Outcome[] {
  const at = fn.get('RuntimeManagementConfig', 'UpdateRuntimeOn');
  return at.string() === 'Manual' ? [finding(at, 'pinned', 'UpdateRuntimeOn is Manual: the version of the runtime is pinned')] : [];
}
