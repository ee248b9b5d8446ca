import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isCdkOwnedPath } from '../../gate';

/**
 * Whether a construct is the resource of a function, except functions that the CDK creates for itself. The path tells: the code is not known
 * before synthesis. A function of the app that takes such a path is left as it is, and the gate, which looks at the code, judges it.
 */
export function isFunctionOfApp(node: IConstruct | undefined): node is CfnResource {
  return (
    node !== undefined &&
    CfnResource.isCfnResource(node) &&
    node.cfnResourceType === 'AWS::Lambda::Function' &&
    !isCdkOwnedPath(node.node.path, Stack.of(node).node.path)
  );
}
