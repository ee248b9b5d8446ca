import { LAMBDA_RUNTIMES } from '../../aws/lambda-runtimes';
import { finding, Rule } from '../../gate';

/** AWS still patches the runtime that the function runs on. */
export const runtimeSupported: Rule = {
  id: 'RuntimeSupported',
  item: 'runtime-protection/lock-out',
  severity: 'error',
  title: 'Each function runs on a runtime that AWS has not deprecated.',
  why: 'Nobody patches a deprecated runtime. A published weakness of the language or of its operating system stays open to attackers for good.',
  fix: {
    cdk: 'Set runtime to a newer one, such as Runtime.NODEJS_24_X, and test the function on it. Go and Rust run on Runtime.PROVIDED_AL2023.',
    template: 'Set Runtime to a newer one, such as nodejs24.x, and test the function on it. Go and Rust run on provided.al2023.',
  },
  acceptable: 'While a move to another runtime is under way: say which one and when, and let the acknowledgement end on that day.',
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
  resourceTypes: ['AWS::Lambda::Function'],
  findings: {
    deprecated: 'AWS has deprecated the runtime and no longer patches it.',
  },
  check: (fn, _workload, { today }) => {
    // The runtime of a container image is part of the image.
    if (fn.get('PackageType').string() === 'Image' || fn.get('Code', 'ImageUri').exists) return [];
    const at = fn.get('Runtime');
    const identifier = at.string();
    if (identifier === undefined) throw at.undetermined('a function that is not a container image needs a runtime, and none is given');
    const runtime = LAMBDA_RUNTIMES.get(identifier);
    if (!runtime) throw at.undetermined(`runtime ${JSON.stringify(identifier)} is not known here`);
    const { deprecated } = runtime;
    return deprecated !== undefined && deprecated <= today
      ? [finding(at, 'deprecated', `runtime ${identifier} is deprecated since ${deprecated}`)]
      : [];
  },
};
