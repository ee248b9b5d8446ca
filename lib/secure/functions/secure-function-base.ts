import { Duration, Token, TokenComparison, Validations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { reportGaps } from './hardening-gaps';
import { deprecationOf } from './runtime-deprecation';
import { SecureFunctionOptions } from './secure-function-options';
import { recordDependencies } from '../../dependencies/inventory/record-dependencies';
import { HardenedFunction, hardenFunction } from '../../functions';
import { EventValidation } from '../../inbound-events/event-validation';
import { fifoProblems } from '../../notifications';
import { obstaclesOf, protectFunction } from '../../runtime-protection/protect-function';
import { ProtectedFunction } from '../../runtime-protection/protected-function';
import { RuntimePolicy } from '../../runtime-protection/runtime-policy';
import { useSecrets } from '../../secrets/access/use-secrets';

/** Properties that both secure functions share. */
type Props = lambda.FunctionOptions & SecureFunctionOptions;

/** The resources created for a secure function. */
export interface SecuredFunction extends HardenedFunction {
  /** Its runtime protection, if any. */
  readonly protection?: ProtectedFunction;
}

/** Set explicitly, so that a change of Lambda's defaults does not change functions. */
const DEFAULTS = { memorySize: 256, timeout: Duration.seconds(10) };

/** Returns the props for the CDK's constructor. The omitted ones are applied afterwards. */
export function cdkProps<P extends Props>(props: P): P {
  const { deadLetterQueueEnabled, logRetention, logRemovalPolicy, tracing, ...rest } = props;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...DEFAULTS,
    ...given,
    // With OpenTelemetry, the CDK enables tracing itself.
    ...(props.adotInstrumentation && { tracing }),
    ...(deadLetterQueueEnabled === false && { deadLetterQueueEnabled }),
  } as P;
}

/**
 * Makes a new function secure.
 *
 * @throws Error if props contradict each other, or if AWS has deprecated the runtime
 */
export function secureFunction(fn: lambda.Function, props: Props): SecuredFunction {
  const ofProps = [logProblems, protectionProblems, secretProblems, failureProblems].flatMap((problemsOf) => problemsOf(props));
  reject(fn, [...ofProps, ...runtimeProblems(fn), ...roleProblems(fn)]);
  const made = hardenFunction(fn, {
    logGroupRetention: props.logGroupRetention,
    logGroupRemovalPolicy: props.logGroupRemovalPolicy,
    logEncryptionKey: props.logEncryptionKey,
    tracing: props.tracing,
    keepFailedEvents: props.deadLetterQueueEnabled,
  });
  reportGaps(fn, made.gaps);
  for (const id of ['AwsSolutions::AwsSolutions-L1', 'Serverless::Serverless-LambdaLatestVersion']) {
    Validations.of(fn.node.defaultChild!).acknowledge({
      id,
      reason: 'AWS patches the runtime, which need not be the newest one: a deprecated one is rejected at construction',
    });
  }
  if (props.secrets) useSecrets(fn, props.secrets, props.secretUse);
  props.vaultSecret?.addTo(fn);
  recordDependencies(fn.node.defaultChild as lambda.CfnFunction);
  props.certifiedDependencies?.certify(fn);
  const { eventSchemas } = props;
  if (eventSchemas) new EventValidation(fn, 'EventValidation', { handler: fn, schemas: eventSchemas });
  return { ...made, protection: protect(fn, props) };
}

/** If protection is not requested explicitly, the gate reports a function that can't be protected. */
function protect(fn: lambda.Function, { runtimeProtection, runtimePolicy }: Props): ProtectedFunction | undefined {
  if (runtimeProtection === false) return undefined;
  const policy = runtimePolicy ?? RuntimePolicy.standard();
  const isAsked = runtimeProtection === true || runtimePolicy !== undefined;
  if (!isAsked && obstaclesOf(fn.node.defaultChild as lambda.CfnFunction, policy, fn).length > 0) return undefined;
  return protectFunction(fn, policy);
}

function protectionProblems({ runtimeProtection, runtimePolicy }: Props): string[] {
  return runtimeProtection === false && runtimePolicy !== undefined ? ['runtimePolicy is set, but runtimeProtection is false: remove one of them'] : [];
}

function secretProblems({ secrets, secretUse, environment = {} }: Props): string[] {
  const twice = Object.keys(secrets ?? {}).filter((name) => Object.hasOwn(environment, name));
  return [
    ...(secretUse !== undefined && secrets === undefined ? ['secretUse is set without secrets: set secrets, or remove it'] : []),
    ...twice.map((name) => `environment.${name} and secrets.${name} set the same variable: remove or rename one of them`),
  ];
}

function failureProblems({ deadLetterQueue, deadLetterTopic }: Props): string[] {
  return [deadLetterQueue, deadLetterTopic].flatMap((target) => fifoProblems(target, 'Lambda delivers'));
}

function logProblems(props: Props): string[] {
  const problems: string[] = [];
  if (props.logRetention !== undefined) problems.push(`logRetention ${props.logRetention} creates a custom resource: use logGroupRetention`);
  if (props.logRemovalPolicy !== undefined) {
    problems.push(`logRemovalPolicy ${props.logRemovalPolicy} creates a custom resource: use logGroupRemovalPolicy`);
  }
  if (props.logGroup !== undefined) {
    for (const name of ['logGroupRetention', 'logGroupRemovalPolicy', 'logEncryptionKey'] as const) {
      if (props[name] !== undefined) problems.push(`${name} ${shown(props[name])} applies only to the function's own log group, but logGroup sets another one: set it on that log group`);
    }
  }
  return problems;
}

function shown(value: string | number | kms.IKey): string {
  return typeof value === 'object' ? value.node.path : String(value);
}

function runtimeProblems(fn: lambda.Function): string[] {
  const deprecated = deprecationOf(fn);
  if (deprecated === undefined) return [];
  return [`runtime ${fn.runtime.name} is deprecated since ${deprecated}, and AWS no longer patches it: choose a newer one`];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
function roleProblems({ role, stack }: lambda.Function): string[] {
  if (!role || Token.compareStrings(role.env.account, stack.account) !== TokenComparison.DIFFERENT) return [];
  return [`role ${role.node.path} is in account ${role.env.account}, and Lambda only accepts roles of the function's own account, ${stack.account}: let the function assume it`];
}

function reject(fn: lambda.Function, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`[${fn.node.path}] ${problems.join('; ')}`);
}
