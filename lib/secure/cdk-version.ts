import { IConstruct } from 'constructs';

/** The first aws-cdk-lib whose validation framework lets no failing gate pass. */
export const MINIMUM_CDK_VERSION = '2.271.0';

/**
 * Refuses an app made with an aws-cdk-lib whose validation framework lets a broken gate pass: before 2.258 plugins get
 * no app and fail silently, before 2.271 acknowledgements reach too far.
 *
 * @throws Error where the app's aws-cdk-lib is older than {@link MINIMUM_CDK_VERSION}
 */
export function assertCdkVersion(scope: IConstruct): void {
  const version = cdkVersionOf(scope.node.root);
  if (version !== undefined && isOlder(version, MINIMUM_CDK_VERSION)) {
    throw new Error(
      `The SEC 3 gate needs aws-cdk-lib ${MINIMUM_CDK_VERSION} or later, but this app is made with ${version}, ` +
        'whose validation framework can let a failing gate pass. Upgrade aws-cdk-lib.',
    );
  }
}

/** The version of the aws-cdk-lib copy that a construct's class comes from: the app may use another copy than this library does. */
function cdkVersionOf(construct: IConstruct): string | undefined {
  for (let type = construct.constructor; type; type = Object.getPrototypeOf(type)) {
    const info = Object.getOwnPropertyDescriptor(type, Symbol.for('jsii.rtti'))?.value as { fqn: string; version: string } | undefined;
    if (info?.fqn.startsWith('aws-cdk-lib.')) return info.version;
  }
  return undefined;
}

function isOlder(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && a[at] < b[at];
}
