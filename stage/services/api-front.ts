import { randomUUID } from 'crypto';
import { once } from 'events';
import * as http from 'http';
import { AddressInfo } from 'net';
import Ajv04 from 'ajv-draft-04';
import { LambdaFunction, TooManyRequests } from './lambda-service';
import { signatureProblem, SignatureProblem } from './signature';
import { Entrance, readEntrances } from '../../lib/fuzz/targets/entrances';
import { HttpRequest, restEvent } from '../../lib/fuzz/targets/aws-events';
import { Workload } from '../../lib/gate';
import { mapAnswer, mapRequest, ProxyRequest } from '../../lib/inbound-events/template/mapping/map-request';
import { Invocation } from '../root/environment';

/** What a client gets. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** A response that the gateway makes itself, by its type and its own status. */
type GatewayResponse = readonly [type: string, status: number, message: string];

const REFUSALS: { readonly [problem in SignatureProblem]: GatewayResponse } = {
  missing: ['MISSING_AUTHENTICATION_TOKEN', 403, 'Missing Authentication Token'],
  unknown: ['ACCESS_DENIED', 403, 'The security token included in the request is invalid.'],
  invalid: ['INVALID_SIGNATURE', 403, 'The request signature we calculated does not match the signature you provided.'],
  expired: ['EXPIRED_TOKEN', 403, 'The security token included in the request is expired'],
};
const BAD_BODY: GatewayResponse = ['BAD_REQUEST_BODY', 400, 'Invalid request body'];
const UNSUPPORTED: GatewayResponse = ['UNSUPPORTED_MEDIA_TYPE', 415, 'Unsupported Media Type'];
const TOO_LARGE: GatewayResponse = ['REQUEST_TOO_LARGE', 413, 'Request Too Long'];
const FAILED: GatewayResponse = ['DEFAULT_5XX', 502, 'Internal server error'];
const MAX_BODY = 10 * 1024 * 1024;

/** What the front has to know of the stack. */
export interface ApiFrontProps {
  readonly workload: Workload;
  /** A folder for code that is written in templates. */
  readonly folder: string;
  readonly stage: string;
  readonly region: string;
  /** The function behind a construct path. */
  readonly functionAt: (constructPath: string) => LambdaFunction;
  /** The secret access key of a caller; undefined for one that may not call. */
  readonly secretOf: (accessKeyId: string) => string | undefined;
}

/** An endpoint with what is checked before it. */
interface Endpoint {
  readonly entrance: Entrance;
  readonly pattern: RegExp;
  readonly asksForSignature: boolean;
  readonly accepts: (body: unknown) => boolean;
}

/** API Gateway's REST API of a template, on the loopback interface: it checks signatures, parameters and bodies, and calls functions. */
export class ApiFront {
  public static async start(props: ApiFrontProps): Promise<ApiFront> {
    const front = new ApiFront(props);
    front.server.listen(0, '127.0.0.1');
    await once(front.server, 'listening');
    return front;
  }

  private readonly endpoints: readonly Endpoint[];
  private readonly responses: ReadonlyMap<string, { readonly status?: number; readonly template?: string }>;
  private readonly server = http.createServer((request, response) => {
    this.serve(request).then(({ status, headers, body }) => response.writeHead(status, headers).end(body), (e: Error) => response.destroy(e));
  });

  private constructor(private readonly props: ApiFrontProps) {
    const { workload, folder } = props;
    const { entrances, skipped } = readEntrances(workload, folder);
    const unknown = [...skipped, ...entrances.filter(({ kind }) => kind === 'service').map(({ name }) => `${name} calls a service of AWS`)];
    if (unknown.length > 0) throw new Error(`The stage can't serve all endpoints: ${unknown.join('; ')}`);
    this.endpoints = entrances.filter(({ kind }) => kind === 'rest' || kind === 'mapped').map((entrance) => this.endpointOf(entrance));
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

  private endpointOf(entrance: Entrance): Endpoint {
    const ajv = new Ajv04({ strict: false, validateFormats: false, logger: false });
    const place = entrance.resource!.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{([^{}+]+)(\+?)\}/g, (_, name: string, greedy: string) => `(?<${name}>${greedy ? '.+' : '[^/]+'})`);
    const method = this.props.workload.resources('AWS::ApiGateway::Method').find(({ path }) => path.includes(`${entrance.resource}/${entrance.method}/`));
    return {
      entrance,
      pattern: new RegExp(`^${place}$`),
      asksForSignature: method?.get('AuthorizationType').string() === 'AWS_IAM',
      accepts: entrance.schema === undefined ? () => true : (ajv.compile(entrance.schema as object) as (body: unknown) => boolean),
    };
  }

  private async serve(request: http.IncomingMessage): Promise<ApiAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (body.length > MAX_BODY) return this.refuse(TOO_LARGE);
    const { pathname, searchParams } = new URL(request.url!, 'https://api');
    const place = pathname.startsWith(`/${this.props.stage}/`) ? pathname.slice(this.props.stage.length + 1) : '';
    const endpoint = this.endpoints.find(({ entrance: { method }, pattern }) => method === request.method && pattern.test(place));
    if (!endpoint) return this.refuse(REFUSALS.missing);
    const pairs = request.rawHeaders.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, request.rawHeaders[index + 1]]] : []));
    const groups = endpoint.pattern.exec(place)!.groups ?? {};
    const received: HttpRequest = {
      method: request.method!,
      resource: endpoint.entrance.resource!,
      pathParameters: Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)])),
      query: [...searchParams],
      headers: pairs,
      body: body.length === 0 ? null : body.toString(),
      isBinary: false,
    };
    const refused = (await this.signatureRefusal(endpoint, request, body)) ?? this.refusal(endpoint, received);
    return refused ? this.refuse(refused) : this.call(endpoint.entrance, received);
  }

  private async signatureRefusal({ asksForSignature }: Endpoint, { method, url, headers }: http.IncomingMessage, body: Buffer): Promise<GatewayResponse | undefined> {
    if (!asksForSignature) return undefined;
    const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
    const signed = { method: method!, host: headers.host!, path: url!, headers: plain, body: body.toString() };
    const problem = await signatureProblem(signed, this.props.secretOf, this.props.region);
    return problem && REFUSALS[problem];
  }

  /** What the request validator refuses: parameters first. */
  private refusal({ entrance, accepts }: Endpoint, { query, headers, body }: HttpRequest): GatewayResponse | undefined {
    const given = { querystring: query, header: headers.map(([name, value]) => [name.toLowerCase(), value]) };
    const isGiven = ({ place, name }: { place: string; name: string }) => {
      const pairs = given[place as keyof typeof given] ?? [];
      return pairs.some(([key, value]) => key === (place === 'header' ? name.toLowerCase() : name) && value !== '');
    };
    const missing = entrance.checksParameters ? entrance.parameters.filter((parameter) => parameter.required && parameter.place !== 'path' && !isGiven(parameter)) : [];
    if (missing.length > 0) return ['BAD_REQUEST_PARAMETERS', 400, `Missing required request parameters: [${missing.map(({ name }) => name).join(', ')}]`];
    if (!entrance.checksBody) return undefined;
    const [, contentType = 'application/json'] = given.header.find(([name]) => name === 'content-type') ?? [];
    const { contentTypes } = entrance;
    if (!contentTypes.includes('$default') && !contentTypes.includes(contentType.split(';')[0].trim().toLowerCase())) return undefined;
    return isAccepted(body, accepts) ? undefined : BAD_BODY;
  }

  private async call({ fn, integration }: Entrance, request: HttpRequest): Promise<ApiAnswer> {
    const event = restEvent(request) as ProxyRequest & { requestContext: object };
    const requestContext = { ...event.requestContext, requestId: randomUUID(), requestTimeEpoch: Date.now(), stage: this.props.stage };
    const target = this.props.functionAt(fn!.path);
    if (!integration) return this.proxied(await invoke(target, { ...event, requestContext }));
    const mapped = mapRequest(integration, event);
    if (mapped.end === 'refused') return this.refuse(mapped.problem ? FAILED : UNSUPPORTED);
    if (mapped.problem) return this.refuse(BAD_BODY);
    const answer = mapAnswer(integration, event, answerOf(await invoke(target, JSON.parse(mapped.text))));
    return answer ? { status: answer.status, headers: { 'content-type': 'application/json' }, body: answer.text } : this.refuse(FAILED);
  }

  /** A function's answer, which has to be one that API Gateway understands. */
  private proxied({ payload, functionError }: Invocation): ApiAnswer {
    const answer = functionError ? undefined : JSON.parse(payload || 'null');
    const { statusCode, headers = {}, body = '', isBase64Encoded = false } = answer ?? {};
    if (!Number.isInteger(Number(statusCode ?? NaN)) || typeof body !== 'string') return this.refuse(FAILED);
    return { status: Number(statusCode), headers: { 'content-type': 'application/json', ...headers }, body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body };
  }

  private refuse([type, status, message]: GatewayResponse): ApiAnswer {
    const response = this.responses.get(type) ?? this.responses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const body = (response?.template ?? '{"message":$context.error.messageString}').replace('$context.error.messageString', JSON.stringify(message));
    return { status: response?.status ?? status, headers: { 'content-type': 'application/json', 'x-amzn-errortype': type }, body };
  }
}

/** A function that has too many invocations has failed, for the caller. */
async function invoke(fn: LambdaFunction, event: unknown): Promise<Invocation> {
  try {
    return await fn.invoke(event);
  } catch (e) {
    if (!(e instanceof TooManyRequests)) throw e;
    return { payload: JSON.stringify({ errorType: e.name, errorMessage: e.message }), functionError: 'Handled', requestId: '' };
  }
}

function isAccepted(body: string | null, accepts: Endpoint['accepts']): boolean {
  try {
    return accepts(JSON.parse(body ?? '{}'));
  } catch {
    return false;
  }
}

/** How a function ended, as the responses of an integration look at it. */
function answerOf({ payload, functionError }: Invocation): { readonly result?: string; readonly error?: { readonly type: string; readonly message: string; readonly stack: string } } {
  if (!functionError) return { result: payload };
  const { errorType: type = 'Error', errorMessage: message = payload, trace = [] } = JSON.parse(payload);
  return { error: { type, message, stack: trace.join('\n') } };
}
