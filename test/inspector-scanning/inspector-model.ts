import * as http from 'http';
import { LoopbackModel } from '../tools/loopback-model';

/** Faults of a call: either it does not reach AWS ('before'), or AWS performs it and its response is lost. */
export type Fault = 'throttled' | 'denied' | 'lost before' | 'lost after';

export type Status = 'ENABLED' | 'ENABLING' | 'DISABLED' | 'DISABLING' | 'SUSPENDED';

interface Failed {
  readonly errorCode: string;
  readonly errorMessage: string;
}

export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly TurnedOn: string };
}

const ACCOUNT = '111122223333';
const FIELDS: { readonly [type: string]: string } = { LAMBDA: 'lambda', LAMBDA_CODE: 'lambdaCode' };

/**
 * Amazon Inspector and CloudFormation's response URLs on a port of the loopback interface, modeled on the API reference: operations that fail for an
 * account are in `failedAccounts` of a response with status 200.
 * @see https://docs.aws.amazon.com/inspector/v2/APIReference/API_Enable.html
 * @see https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
 */
export class InspectorModel extends LoopbackModel {
  public static start(): Promise<InspectorModel> {
    return new InspectorModel().listen();
  }

  public scans: Record<string, Status> = {};
  public calls: string[] = [];
  public faults: (Fault | undefined)[] = [];
  public responses: Response[] = [];
  /** Number of status requests until a change is done. */
  public changeLength = 2;
  /** Failures of the account, by operation: a response with `failedAccounts`. */
  public failures: { Enable?: Failed; Disable?: Failed } = {};
  /** Operations that always fail, with the message. */
  public rejected: { readonly [operation: string]: string } = {};
  /** Change by someone else between the first request and the call that follows. */
  public meanwhile?: () => void;
  public errorOfState?: Failed;

  private left = 0;

  /** Resets to an account that has never used Amazon Inspector. */
  public reset(): void {
    Object.assign(this, {
      scans: { LAMBDA: 'DISABLED', LAMBDA_CODE: 'DISABLED' },
      calls: [],
      faults: [],
      responses: [],
      changeLength: 2,
      failures: {},
      rejected: {},
      meanwhile: undefined,
      errorOfState: undefined,
    });
  }

  protected async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const operation = { '/enable': 'Enable', '/disable': 'Disable', '/status/batch/get': 'BatchGetAccountStatus' }[request.url!] ?? 'Respond';
    const body: any = text === '' ? {} : JSON.parse(text);
    this.calls.push(operation === 'Enable' || operation === 'Disable' ? `${operation} ${body.resourceTypes}` : operation);
    const fault = this.faults.shift();
    if (fault === 'throttled') return send(response, 429, { message: 'made by a test' }, 'ThrottlingException');
    if (fault === 'denied') return send(response, 403, { message: 'made by a test' }, 'AccessDeniedException');
    if (fault === 'lost before') return void response.destroy();
    if (this.rejected[operation]) return send(response, 403, { message: this.rejected[operation] }, 'AccessDeniedException');
    const answer = this.answer(operation, body);
    if (fault === 'lost after') return void response.destroy();
    send(response, 200, answer);
  }

  private answer(operation: string, body: any): unknown {
    switch (operation) {
      case 'BatchGetAccountStatus':
        return this.status();
      case 'Enable':
        return this.change(body.resourceTypes, 'Enable');
      case 'Disable':
        return this.change(body.resourceTypes, 'Disable');
      default:
        this.responses.push(body as Response);
        return {};
    }
  }

  private status(): unknown {
    this.left -= 1;
    for (const [type, status] of Object.entries(this.scans)) {
      if (this.left <= 0 && status.endsWith('ING')) this.scans[type] = status.replace(/ING$/, 'ED') as Status;
    }
    const resourceState = Object.fromEntries(Object.entries(this.scans).map(([type, status]) => [FIELDS[type], { status, ...this.errorOfState }]));
    const answer = { accounts: [{ accountId: ACCOUNT, state: { status: 'ENABLED' }, resourceState }], failedAccounts: [] };
    this.meanwhile?.();
    this.meanwhile = undefined;
    return answer;
  }

  private change([type]: [string], operation: 'Enable' | 'Disable'): unknown {
    const [on, done] = operation === 'Enable' ? (['ENABLING', 'ENABLED'] as const) : (['DISABLING', 'DISABLED'] as const);
    const repeated: { readonly [status: string]: string } = { ENABLED: 'ALREADY_ENABLED', ENABLING: 'ENABLE_IN_PROGRESS', DISABLING: 'DISABLE_IN_PROGRESS' };
    const isRepeated = this.scans[type] === on || this.scans[type] === done;
    const errorCode = isRepeated ? repeated[this.scans[type]] : undefined;
    const failure = this.failures[operation] ?? (errorCode && { errorCode, errorMessage: 'made by a test' });
    if (failure) return { accounts: [], failedAccounts: [{ accountId: ACCOUNT, ...failure }] };
    this.scans[type] = on;
    this.left = this.changeLength;
    return { accounts: [{ accountId: ACCOUNT, status: on, resourceStatus: {} }], failedAccounts: [] };
  }
}

function send(response: http.ServerResponse, status: number, body: unknown, error?: string): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(error && { 'x-amzn-errortype': error }) });
  response.end(JSON.stringify(body));
}
