import type { TestTemplate } from '../../gate/harness';

export const WRAPPER = '/opt/sec3-runtime-guard/wrapper';

/** Returns a valid policy, with some modes or other keys changed. */
export function policy(modes: object = {}, rest: object = {}): string {
  const standard = {
    childProcess: 'block', network: 'block', fileWrite: 'alert', sourceRead: 'alert', nativeAddon: 'block', dynamicCode: 'alert', worker: 'alert', inspector: 'block',
  };
  return JSON.stringify({ version: 1, modes: { ...standard, ...modes }, allowedHosts: [], awsEndpoints: true, onDegraded: 'fail', ...rest });
}

/** Returns the modes of a policy with one mode for all. */
export function everyMode(mode: string): object {
  return Object.fromEntries(Object.keys(JSON.parse(policy()).modes).map((category) => [category, mode]));
}

/** Returns a template with a function that has the given environment variables. */
export function fn(variables: object | undefined, properties: object = {}, extra: Partial<TestTemplate> = {}): TestTemplate {
  const Properties = { Runtime: 'nodejs24.x', Code: { ZipFile: '' }, Environment: variables && { Variables: variables }, ...properties };
  return {
    ...extra,
    Parameters: { Open: { Type: 'String' }, ...extra.Parameters },
    Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties }, ...extra.Resources },
  };
}

/** Returns a template with a guarded function. */
export function guarded(policyText: unknown = policy(), properties: object = {}, extra: Partial<TestTemplate> = {}): TestTemplate {
  return fn({ AWS_LAMBDA_EXEC_WRAPPER: WRAPPER, SEC3_RUNTIME_POLICY: policyText }, { Layers: ['arn:aws:lambda:eu-west-1:111111111111:layer:guard:1'], ...properties }, extra);
}

/** Returns a template with a function of a container image. */
export function image(variables: object | undefined, properties: object = {}): TestTemplate {
  return fn(variables, { Runtime: undefined, PackageType: 'Image', Code: { ImageUri: 'x' }, ...properties });
}
