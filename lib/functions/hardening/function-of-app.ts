import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isCdkOwnedPath } from '../../gate';

/**
 * Checks whether a construct is the resource of a function, except functions that the CDK creates for itself. They are recognized by their paths,
 * since their code is not known before synthesis. An app's function with such a path is not hardened, but the gate recognizes CDK functions by their
 * code, so it checks this function.
 */
export function isFunctionOfApp(node: IConstruct | undefined): node is CfnResource {
  return (
    node !== undefined &&
    CfnResource.isCfnResource(node) &&
    node.cfnResourceType === 'AWS::Lambda::Function' &&
    !isCdkOwnedPath(node.node.path, Stack.of(node).node.path)
  );
}
