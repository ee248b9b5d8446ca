import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { newApp } from './harness';
import { Sec3, Sec3Checks } from '../../lib';
import { assertCdkVersion, MINIMUM_CDK_VERSION } from '../../lib/secure/cdk-version';

const RTTI = Symbol.for('jsii.rtti');

/** Returns a root whose class names a version of a library, as jsii marks classes. */
function rootOf(version: string, fqn = 'aws-cdk-lib.App'): Construct {
  class Root extends Construct {
    static readonly [RTTI] = { fqn, version };
    constructor() {
      super(undefined as unknown as Construct, '');
    }
  }
  return new Root();
}

/** Returns an instance of a class derived from that of a root, in another library or in none. */
function derived(from: Construct, rtti?: object): Construct {
  class Derived extends (from.constructor as new () => Construct) {}
  if (rtti) Object.defineProperty(Derived, RTTI, { value: rtti });
  return new Derived();
}

const rejection = (version: string) =>
  new Error(
    `The SEC 3 gate needs aws-cdk-lib ${MINIMUM_CDK_VERSION} or later, but this app uses ${version}, ` +
      'whose validation framework can let a failing gate pass. Upgrade aws-cdk-lib.',
  );

test.each(['2.271.0', '2.271.1', '2.272.0', '2.276.0', '2.1000.0', '3.0.0', '2.271.0-rc.1'])('aws-cdk-lib %s is accepted', (version) => {
  expect(() => assertCdkVersion(rootOf(version))).not.toThrow();
});

test.each(['2.270.9', '2.270.0', '2.28.0', '2.9.999', '1.999.0', '2.270.0-rc.1', '0.0.0'])('aws-cdk-lib %s is rejected', (version) => {
  expect(() => assertCdkVersion(rootOf(version))).toThrow(rejection(version));
});

test('finds the CDK’s class above a derived class of the app', () => {
  const old = rootOf('2.100.0');
  expect(() => assertCdkVersion(derived(old))).toThrow(rejection('2.100.0'));
  expect(() => assertCdkVersion(derived(derived(old)))).toThrow(rejection('2.100.0'));
});

test('ignores the class of another library', () => {
  const theirs = { fqn: 'their-lib.App', version: '9.9.9' };
  expect(() => assertCdkVersion(derived(rootOf('2.100.0'), theirs))).toThrow(rejection('2.100.0'));
  expect(() => assertCdkVersion(derived(rootOf('2.300.0'), { ...theirs, version: '0.1.0' }))).not.toThrow();
});

test('accepts a root that is not from aws-cdk-lib', () => {
  expect(() => assertCdkVersion(rootOf('0.0.1', 'constructs.RootConstruct'))).not.toThrow();
});

test('only the root of the tree counts', () => {
  const old = rootOf('2.257.0');
  expect(() => assertCdkVersion(new Construct(new Construct(old, 'A'), 'B'))).toThrow(rejection('2.257.0'));
});

test('accepts the installed aws-cdk-lib', () => {
  const app = newApp();
  for (const scope of [app, new Stage(app, 'Stage'), new Stack(app, 'Stack')]) expect(() => assertCdkVersion(scope)).not.toThrow();
});

test('the gate and the pack reject an old version first', () => {
  const old = rootOf('2.270.0');
  expect(() => Sec3.enforce(old as App, { minimumReasonLength: -1 })).toThrow(rejection('2.270.0'));
  expect(() => new Sec3Checks(old, { minimumReasonLength: -1 })).toThrow(rejection('2.270.0'));
});
