import { IConstruct } from 'constructs';

/** The first aws-cdk-lib version whose validation framework does not let a failing gate pass. */
export const MINIMUM_CDK_VERSION = '2.271.0';

/**
 * Rejects an app whose aws-cdk-lib has a validation framework that lets a failing gate pass. Before 2.258, plugins get
 * no app and fail silently. Before 2.271, acknowledgements apply to too many constructs.
 *
 * @throws Error if the app's aws-cdk-lib is older than {@link MINIMUM_CDK_VERSION}
 */
export function assertCdkVersion(scope: IConstruct): void {
  const version = cdkVersionOf(scope.node.root);
  if (version !== undefined && isOlder(version, MINIMUM_CDK_VERSION)) {
    throw new Error(
      `The SEC 3 gate needs aws-cdk-lib ${MINIMUM_CDK_VERSION} or later, but this app uses ${version}, ` +
        'whose validation framework can let a failing gate pass. Upgrade aws-cdk-lib.',
    );
  }
}

/** Returns the version of aws-cdk-lib that a construct's class comes from. The app may use another copy than this library. */
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
