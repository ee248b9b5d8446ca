import { randomUUID } from 'crypto';
import { once } from 'events';
import * as http from 'http';
import { AddressInfo } from 'net';
import { ApiEndpoint, BAD_BODY, GatewayResponse } from './api-endpoint';
import { LambdaFunction, TooManyRequests } from './lambda-service';
import { SecretOf, signatureProblem, SignatureProblem } from './signature';
import { HttpRequest, restEvent } from '../../lib/fuzz/targets/aws-events';
import { EntryPoint, readEntryPoints } from '../../lib/fuzz/targets/entry-points';
import { Workload } from '../../lib/gate';
import { FunctionAnswer, mapAnswer, mapRequest, ProxyRequest } from '../../lib/inbound-events/template/mapping/map-request';
import { Invocation } from '../root/environment';

/** The response that a client gets. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** Parts of the stack that the front needs. */
export interface ApiFrontProps {
  readonly workload: Workload;
  /** A folder for code that is written in templates. */
  readonly folder: string;
  readonly stage: string;
  readonly region: string;
  /** Returns the function at a construct path. */
  readonly functionAt: (constructPath: string) => Pick<LambdaFunction, 'invoke'>;
  /** Returns the secret access keys of the known callers. */
  readonly secretOf: SecretOf;
}

const REJECTIONS: { readonly [problem in SignatureProblem]: GatewayResponse } = {
  missing: ['MISSING_AUTHENTICATION_TOKEN', 403, 'Missing Authentication Token'],
  unknown: ['ACCESS_DENIED', 403, 'The security token included in the request is invalid.'],
  invalid: ['INVALID_SIGNATURE', 403, 'The request signature we calculated does not match the signature you provided.'],
  expired: ['EXPIRED_TOKEN', 403, 'The security token included in the request is expired'],
};
const UNSUPPORTED: GatewayResponse = ['UNSUPPORTED_MEDIA_TYPE', 415, 'Unsupported Media Type'];
const TOO_LARGE: GatewayResponse = ['REQUEST_TOO_LARGE', 413, 'Request Too Long'];
const FAILED: GatewayResponse = ['DEFAULT_5XX', 502, 'Internal server error'];
const MAX_BODY = 10 * 1024 * 1024;

/**
 * The REST API of a template on the loopback interface, instead of API Gateway. It checks signatures, parameters and bodies, and invokes functions.
 */
export class ApiFront {
  /** @throws Error for endpoints that can't be served here */
  public static async start(props: ApiFrontProps): Promise<ApiFront> {
    const front = new ApiFront(props);
    front.server.listen(0, '127.0.0.1');
    await once(front.server, 'listening');
    return front;
  }

  private readonly endpoints: readonly ApiEndpoint[];
  private readonly responses: ReadonlyMap<string, { readonly status?: number; readonly template?: string }>;
  private readonly server = http.createServer((request, response) => {
    this.serve(request).then(({ status, headers, body }) => response.writeHead(status, headers).end(body), () => response.destroy());
  });

  private constructor(private readonly props: ApiFrontProps) {
    const { workload, folder } = props;
    const { entryPoints, skipped } = readEntryPoints(workload, folder);
    const services = entryPoints.filter(({ kind }) => kind === 'service').map(({ name }) => `${name} calls a service of AWS`);
    const binary = entryPoints.filter(({ binaryTypes }) => binaryTypes.length > 0).map(({ name }) => `${name} takes binary bodies`);
    const problems = [...skipped, ...services, ...binary];
    if (problems.length > 0) throw new Error(`The stage can't serve all entry points: ${problems.join('; ')}`);
    this.endpoints = entryPoints.filter(({ kind }) => kind === 'rest' || kind === 'mapped').map((entryPoint) => new ApiEndpoint(entryPoint, workload));
    this.responses = new Map(workload.resources('AWS::ApiGateway::GatewayResponse').map((response) => [
      response.get('ResponseType').string()!,
      { status: Number(response.get('StatusCode').string()) || undefined, template: response.get('ResponseTemplates', 'application/json').string() },
    ]));
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: http.IncomingMessage): Promise<ApiAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (body.length > MAX_BODY) return this.reject(TOO_LARGE);
    const { pathname, searchParams } = new URL(request.url!, 'https://api');
    const path = pathname.startsWith(`/${this.props.stage}/`) ? pathname.slice(this.props.stage.length + 1) : '';
    for (const endpoint of this.endpoints) {
      const pathParameters = endpoint.parametersOf(request.method!, path);
      if (!pathParameters) continue;
      const received: HttpRequest = {
        method: request.method!,
        resource: endpoint.entryPoint.resource!,
        pathParameters,
        query: [...searchParams],
        headers: request.rawHeaders.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, request.rawHeaders[index + 1]]] : [])),
        body: body.length === 0 ? null : body.toString(),
        isBinary: false,
      };
      const problem = endpoint.asksForSignature ? await this.signatureProblem(request, body.toString()) : undefined;
      const rejection = problem ? REJECTIONS[problem] : endpoint.rejection(received);
      return rejection ? this.reject(rejection) : this.call(endpoint.entryPoint, received);
    }
    return this.reject(REJECTIONS.missing);
  }

  private signatureProblem({ method, url, headers }: http.IncomingMessage, body: string): Promise<SignatureProblem | undefined> {
    const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
    return signatureProblem({ method: method!, host: headers.host!, path: url!, headers: plain, body }, this.props.secretOf, this.props.region);
  }

  private async call({ fn, integration }: EntryPoint, request: HttpRequest): Promise<ApiAnswer> {
    const event = restEvent(request) as ProxyRequest & { requestContext: object };
    const requestContext = { ...event.requestContext, requestId: randomUUID(), requestTimeEpoch: Date.now(), stage: this.props.stage };
    const target = this.props.functionAt(fn!.path);
    if (!integration) return this.proxied(await invoke(target, { ...event, requestContext }));
    const mapped = mapRequest(integration, event);
    if (mapped.end === 'rejected') return this.reject(mapped.problem ? FAILED : UNSUPPORTED);
    if (mapped.problem) return this.reject(BAD_BODY);
    const answer = mapAnswer(integration, event, answerOf(await invoke(target, JSON.parse(mapped.text))));
    return answer ? { status: answer.status, headers: { 'content-type': 'application/json' }, body: answer.text } : this.reject(FAILED);
  }

  /** Returns the response of a function, if API Gateway accepts it. */
  private proxied({ payload, functionError }: Invocation): ApiAnswer {
    const answer = functionError ? undefined : JSON.parse(payload || 'null');
    const { statusCode, headers = {}, body = '', isBase64Encoded = false } = answer ?? {};
    if (!Number.isInteger(Number(statusCode ?? NaN)) || typeof body !== 'string') return this.reject(FAILED);
    return { status: Number(statusCode), headers: { 'content-type': 'application/json', ...headers }, body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body };
  }

  private reject([type, status, message]: GatewayResponse): ApiAnswer {
    const response = this.responses.get(type) ?? this.responses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const body = (response?.template ?? '{"message":$context.error.messageString}').replace('$context.error.messageString', JSON.stringify(message));
    return { status: response?.status ?? status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': type }, body };
  }
}

/** Invokes a function. If it has too many invocations, the result for the caller is an error. */
async function invoke(fn: Pick<LambdaFunction, 'invoke'>, event: unknown): Promise<Invocation> {
  try {
    return await fn.invoke(event);
  } catch (e) {
    if (!(e instanceof TooManyRequests)) throw e;
    return { payload: JSON.stringify({ errorType: e.name, errorMessage: e.message }), functionError: 'Handled', requestId: '' };
  }
}

/** Returns the result of a function for the integration responses. */
function answerOf({ payload, functionError }: Invocation): FunctionAnswer {
  if (!functionError) return { result: payload };
  const { errorType: type = 'Error', errorMessage: message = payload, trace = [] } = JSON.parse(payload);
  return { error: { type, message, stack: trace.join('\n') } };
}
