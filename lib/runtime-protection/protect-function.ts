import { Stack, Token, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { GuardEnvironment } from './guard-environment';
import { guardLayerOf } from './guard-layer';
import { guardAlarm } from './guard-metrics';
import { ProtectedFunction } from './protected-function';
import { RuntimeAlarmOptions } from './runtime-alarm-options';
import { RuntimePolicy } from './runtime-policy';
import { runsAtEdge } from '../functions';
import { ConstructState } from '../functions/construct-state';
import { LIMITS } from '../quotas';
import { guardSupport } from './template/guard-support';

/** The id of warnings about functions that the guard does not protect, or only in part. */
export const PROTECTION_GAP = 'Sec3-FunctionNotProtected';

const protectedFunctions = new ConstructState<lambda.CfnFunction, true>('protection');

/** Checks whether a function is protected. */
export function isProtected(resource: lambda.CfnFunction): boolean {
  return protectedFunctions.has(resource);
}

/**
 * Protects a function with the runtime guard.
 *
 * @param layer the layer of the guard, if it is not the one that the functions of the stack share
 * @throws Error if the guard can't protect the function, with all reasons
 */
export function protectFunction(
  fn: lambda.Function,
  policy: RuntimePolicy,
  alarms: RuntimeAlarmOptions = {},
  layer?: lambda.LayerVersion,
): ProtectedFunction {
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  const obstacles = obstaclesOf(resource, policy, fn);
  if (obstacles.length > 0) throw new Error(`[${fn.node.path}] the runtime guard can't protect the function: it ${obstacles.join('; it ')}`);
  return protectResource(resource, policy, alarms, fn, layer);
}

/**
 * Obstacles to protecting a function. Each text continues a sentence that begins with the function.
 *
 * @param fn the function's construct, if there is one
 */
export function obstaclesOf(resource: lambda.CfnFunction, policy: RuntimePolicy, fn?: lambda.Function): string[] {
  if (isProtected(resource)) return ['is already protected'];
  return [...placeObstacles(resource, fn), ...layerObstacles(resource), ...new GuardEnvironment(resource, policy).problems()];
}

/** Does the same as {@link protectFunction} for a function without obstacles. */
export function protectResource(
  resource: lambda.CfnFunction,
  policy: RuntimePolicy,
  alarms: RuntimeAlarmOptions,
  fn?: lambda.Function,
  layer = guardLayerOf(Stack.of(resource)),
): ProtectedFunction {
  protectedFunctions.set(resource, true);
  // Through the construct if there is one, because its versions depend on the content of its layers.
  if (fn) fn.addLayers(layer);
  else resource.layers = [...(resource.layers ?? []), layer.layerVersionArn];
  const environment = new GuardEnvironment(resource, policy);
  environment.applyTo(resource);
  resource.node.addValidation({ validate: () => lateObstacles(resource, environment, fn) });
  const { partial } = guardSupport(resource.runtime!);
  if (partial !== undefined && !Token.isUnresolved(resource.runtime)) Validations.of(fn ?? resource).addWarning(PROTECTION_GAP, `The ${partial}.`);
  const { blockedAlarm = true, alertedAlarm = false, alarmActions = [] } = alarms;
  const [scope, functionName] = fn ? [fn, fn.functionName] : [resource, resource.ref];
  return {
    layer,
    blockedAlarm: blockedAlarm ? guardAlarm(scope, 'Blocked', functionName, alarmActions) : undefined,
    alertedAlarm: alertedAlarm ? guardAlarm(scope, 'Alerted', functionName, alarmActions) : undefined,
  };
}

/** Obstacles due to where the function runs. */
function placeObstacles(resource: lambda.CfnFunction, fn: lambda.Function | undefined): string[] {
  if (isImage(resource)) {
    return ['is a container image, which has no layers: copy the guard into the image and start its wrapper in the ENTRYPOINT'];
  }
  return [...runtimeObstacles(resource, fn), ...edgeObstacles(fn)];
}

function runtimeObstacles({ runtime }: lambda.CfnFunction, fn: lambda.Function | undefined): string[] {
  if (runtime === undefined) return ['has no runtime'];
  // The newest Node.js runtime in the Region, from the CDK's own table.
  if (fn?.runtime.isVariable && fn.runtime.family === lambda.RuntimeFamily.NODEJS) return [];
  if (Token.isUnresolved(runtime)) return ['has a runtime that is known only at deployment: set a fixed one'];
  const { unsupported } = guardSupport(runtime);
  return unsupported === undefined ? [] : [`can't start the guard: ${unsupported}`];
}

function edgeObstacles(fn: lambda.Function | undefined): string[] {
  return runsAtEdge(fn?.role) ? ["runs at the edge, where Lambda supports neither layers nor environment variables: don't protect it"] : [];
}

function layerObstacles({ layers, stack }: lambda.CfnFunction): string[] {
  const resolved: unknown = stack.resolve(layers) ?? [];
  if (!Array.isArray(resolved)) return ['has a list of layers that is known only at deployment: list them one by one'];
  return resolved.length >= LIMITS.layersOfFunction ? [`has ${resolved.length} layers, and the limit of Lambda is ${LIMITS.layersOfFunction} including that of the guard: remove one`] : [];
}

/** Obstacles that arose after the function was protected. */
function lateObstacles(resource: lambda.CfnFunction, environment: GuardEnvironment, fn: lambda.Function | undefined): string[] {
  const obstacles = [...edgeObstacles(fn), ...environment.problems()];
  return obstacles.map((obstacle) => `the runtime guard can't protect the function ${(fn ?? resource).node.path}: it ${obstacle}`);
}

function isImage(resource: lambda.CfnFunction): boolean {
  const { imageUri } = resource.code as lambda.CfnFunction.CodeProperty;
  return resource.packageType === 'Image' || imageUri !== undefined;
}
