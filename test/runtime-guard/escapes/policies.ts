import { ALLOWED_NAME, PORTS } from './internet';
import { Aim, PolicyName } from './results';

/** Reaction of the guard to a category of behavior. */
export type Mode = 'block' | 'alert' | 'allow';

const everything = (mode: Mode) => ({
  childProcess: mode,
  network: mode,
  fileWrite: mode,
  sourceRead: mode,
  nativeAddon: mode,
  dynamicCode: mode,
  worker: mode,
  inspector: mode,
});

const policy = (modes: ReturnType<typeof everything>) => ({
  version: 1,
  modes,
  allowedHosts: [`${ALLOWED_NAME}:${PORTS.tcp}`, `${ALLOWED_NAME}:${PORTS.http2}`],
  awsEndpoints: true,
  onDegraded: 'fail',
});

export const ALLOW_ALL = policy(everything('allow'));

export const POLICIES = {
  strict: policy(everything('block')),
  standard: policy({ ...everything('alert'), childProcess: 'block', nativeAddon: 'block', inspector: 'block', network: 'block' }),
  alertOnly: policy(everything('alert')),
};

/** Returns the mode of a policy for an attack. */
export function modeFor(name: PolicyName, aim: Aim): Mode {
  const { modes } = POLICIES[name];
  if (aim !== 'processMemory') return modes[aim];
  return Object.values(modes).includes('block') ? 'block' : 'alert';
}
