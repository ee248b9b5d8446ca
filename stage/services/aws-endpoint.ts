import { Authorization } from './authorization';
import { accessKeyOf, LambdaFunction, TooManyRequests } from './lambda-service';
import { MotoServer } from '../../test/tools/moto-server';
import { HostAnswer, HostRequest } from '../network/internet';

/** Failure of a call: it is throttled, it is denied, or there is no response. */
export type Fault = 'throttled' | 'denied' | 'unreachable';

const SERVICES = ['dynamodb', 'kms', 'lambda', 'secretsmanager', 'sns', 'sqs', 'sts'];
const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Returns the host names of the endpoints that functions call. */
export function endpointsIn(region: string): string[] {
  return SERVICES.map((service) => `${service}.${region}.amazonaws.com`);
}

/**
 * The endpoints of AWS for functions: moto, and the functions that run here. Calls can be made to fail.
 *
 * This class corrects moto where it differs from AWS's documentation:
 * - PutSecretValue never changes the value of a version: it rejects another value with a ResourceExistsException
 *   (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html). moto overwrites the value of a pending version.
 * - GetSecretValue returns the version with a label. moto returns the version that it made current last.
 * - UpdateSecretVersionStage that moves AWSCURRENT to the pending version also removes AWSPENDING
 *   (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html). moto keeps it.
 */
export class AwsEndpoint {
  /** The operations of all calls, such as `SendMessage`. */
  public readonly calls: string[] = [];
  /** The calls that policies did not allow, such as `GetSecretValue by name`. */
  public readonly rejected: string[] = [];
  private readonly faults = new Map<string, Fault>();
  private readonly authorization: Authorization;

  /** @param functions the functions by ARN */
  constructor(
    private readonly moto: MotoServer,
    private readonly functions: ReadonlyMap<string, LambdaFunction>,
  ) {
    this.authorization = new Authorization(moto);
  }

  /** Makes calls of an operation fail. */
  public fail(operation: string, fault: Fault): void {
    this.faults.set(operation, fault);
  }

  /** Ends all failures. */
  public recover(): void {
    this.faults.clear();
  }

  public async answer(request: HostRequest): Promise<HostAnswer | undefined> {
    const operation = operationOf(request);
    this.calls.push(operation);
    const fault = this.faults.get(operation);
    if (fault) return fault === 'unreachable' ? undefined : problem(fault === 'throttled' ? 'ThrottlingException' : 'AccessDeniedException');
    const caller = this.callerOf(request);
    if (!caller || !(await this.authorization.allows(caller.deployed, operation, request))) {
      this.rejected.push(`${operation} by ${caller?.deployed.name}`);
      return problem('AccessDeniedException');
    }
    if (operation === 'Invoke') return this.invoke(decodeURIComponent(INVOKE.exec(request.path)![1]), request);
    if (operation === 'GetSecretValue') return this.getSecretValue(request);
    if (operation === 'PutSecretValue') return this.putSecretValue(request);
    const answer = await this.forward(request);
    const input = operation === 'UpdateSecretVersionStage' && answer.status === 200 ? JSON.parse(request.body.toString()) : {};
    if (input.VersionStage === 'AWSCURRENT') {
      await this.forward({ ...request, body: jsonBody({ SecretId: input.SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: input.MoveToVersionId }) });
    }
    return answer;
  }

  private callerOf({ headers }: HostRequest): LambdaFunction | undefined {
    const [, accessKey] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    return [...this.functions.values()].find(({ deployed }) => accessKeyOf(deployed.name) === accessKey);
  }

  /** Implements Lambda's own protocol: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
  private async invoke(arn: string, { body }: HostRequest): Promise<HostAnswer> {
    const fn = this.functions.get(arn);
    if (!fn) return problem('ResourceNotFoundException', 404);
    try {
      const { payload, functionError } = await fn.invoke(JSON.parse(body.toString()));
      return { status: 200, body: payload, headers: { 'content-type': 'application/json', ...(functionError && { 'x-amz-function-error': 'Unhandled' }) } };
    } catch (e) {
      if (e instanceof TooManyRequests) return problem('TooManyRequestsException', 429);
      throw e;
    }
  }

  private async getSecretValue(request: HostRequest): Promise<HostAnswer> {
    const { VersionStage = 'AWSCURRENT', VersionId, ...input } = JSON.parse(request.body.toString());
    if (VersionId !== undefined) return this.forward(request);
    const description = await this.forward({ ...request, headers: { ...request.headers, 'x-amz-target': 'secretsmanager.DescribeSecret' }, body: jsonBody(input) });
    const { VersionIdsToStages = {} } = JSON.parse(`${description.body}`) as { VersionIdsToStages?: { [id: string]: string[] } };
    const [id] = Object.keys(VersionIdsToStages).filter((each) => VersionIdsToStages[each].includes(VersionStage));
    return id === undefined ? problem('ResourceNotFoundException') : this.forward({ ...request, body: jsonBody({ ...input, VersionId: id }) });
  }

  private async putSecretValue(request: HostRequest): Promise<HostAnswer> {
    const { SecretId, ClientRequestToken: VersionId, SecretString } = JSON.parse(request.body.toString());
    const target = { ...request.headers, 'x-amz-target': 'secretsmanager.GetSecretValue' };
    const held = await this.forward({ ...request, headers: target, body: jsonBody({ SecretId, VersionId }) });
    if (held.status !== 200) return this.forward(request);
    const { SecretString: value, ...version } = JSON.parse(`${held.body}`);
    return value === SecretString ? { ...held, body: JSON.stringify(version) } : problem('ResourceExistsException');
  }

  private async forward({ method, path, headers, body }: HostRequest): Promise<HostAnswer> {
    const passed = Object.entries(headers).filter(([name]) => /^(x-amz-|content-type$|authorization$|accept$)/.test(name)) as [string, string][];
    const response = await fetch(this.moto.url + path, { method, headers: passed, ...(body.length > 0 && { body: new Uint8Array(body) }) });
    const type = response.headers.get('content-type');
    return { status: response.status, headers: { ...(type && { 'content-type': type }) }, body: Buffer.from(await response.arrayBuffer()) };
  }
}

function operationOf({ headers, path, body }: HostRequest): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return `${target}`.split('.').pop()!;
  return INVOKE.test(path) ? 'Invoke' : new URLSearchParams(body.toString()).get('Action') ?? path;
}

function problem(type: string, status = 400): HostAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type }, body: JSON.stringify({ __type: type, message: `${type} created by the stage` }) };
}

function jsonBody(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
