import { AwsV4Signer } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import type { Credentials } from './credentials';
import { endpointOf, Environment, serviceOf } from './endpoints';
import { ServiceError, UnaskableError } from './errors';
import { Operation, OperationName, OPERATIONS, SERVICES } from './operations';

/** The dependencies of a client. */
export interface AwsClientProps {
  readonly region: string;
  readonly credentials: Credentials;
  /** Source of custom endpoints. */
  readonly environment: Environment;
  /** Time limit of all requests, in milliseconds since 1970. @default - no deadline */
  readonly deadline?: number;
  /** Time limit of one attempt, in milliseconds. @default 10000 */
  readonly timeout?: number;
  /** Waits between attempts. @default - a timer */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Parameters of a request, named as the API names them. */
export interface Parameters {
  readonly [name: string]: unknown;
}

/** A request before it is signed. */
interface Unsigned {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

const TRIES = 5;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
const AT_ONCE = 8;

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|LimitExceeded$|ProvisionedThroughputExceeded|PriorRequestNotComplete/;

const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false, isArray: (name) => name === 'member' });

/** Makes signed calls of read-only AWS operations. */
export class AwsClient {
  private free = AT_ONCE;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly props: AwsClientProps) {}

  public get region(): string {
    return this.props.region;
  }

  /** Returns a client with the same credentials for another Region. */
  public in(region: string): AwsClient {
    return region === this.region ? this : new AwsClient({ ...this.props, region });
  }

  /**
   * Calls an operation. Retries throttled requests and failures of the service or the network.
   *
   * @returns the response as an object
   * @throws ServiceError if AWS responds with an error
   * @throws UnaskableError if there is no response
   */
  public async call(operation: OperationName, parameters: Parameters = {}): Promise<any> {
    await this.enter();
    try {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await this.attempt(operation, parameters);
        if ('answer' in outcome) return outcome.answer;
        if (!outcome.again || attempt === TRIES) throw outcome.error;
        await this.wait(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2));
      }
    } finally {
      this.leave();
    }
  }

  /** Milliseconds until the deadline. */
  private get left(): number {
    return (this.props.deadline ?? Infinity) - Date.now();
  }

  private async attempt(operation: OperationName, parameters: Parameters): Promise<{ answer: any } | { error: Error; again: boolean }> {
    const { url, region } = endpointOf(serviceOf(operation), this.region, this.props.environment);
    let response: Response;
    let text: string;
    try {
      response = await this.send(operation, url, region, parameters);
      text = await response.text();
    } catch (e) {
      const ended = this.left <= 0;
      const reason = ended ? 'the time limit for all questions is exceeded' : causeOf(e as Error);
      const fix = ended ? 'Increase --timeout.' : 'Check the Region, the network and any proxy.';
      return { error: new UnaskableError(`${operation} got no answer from ${new URL(url).host} (${reason})`, fix), again: !ended };
    }
    if (response.ok) return { answer: read(operation, text) };
    const error = errorOf(operation, response, text);
    return { error, again: response.status >= 500 || response.status === 429 || THROTTLED.test(error.code) };
  }

  private async send(operation: OperationName, url: string, region: string, parameters: Parameters): Promise<Response> {
    const { timeout = 10_000, credentials } = this.props;
    const { method, path, headers, body } = requestOf(operation, parameters);
    const { signingName } = SERVICES[serviceOf(operation)];
    const signer = new AwsV4Signer({ ...credentials, method, url: url + path, headers, body, service: signingName, region });
    const signed = await signer.sign();
    const signal = AbortSignal.timeout(Math.max(0, Math.min(timeout, this.left)));
    return fetch(signed.url, { method, headers: signed.headers, body, redirect: 'manual', signal });
  }

  private async wait(milliseconds: number): Promise<void> {
    const { pause = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time)) } = this.props;
    await pause(milliseconds);
  }

  private async enter(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}

function requestOf(name: OperationName, parameters: Parameters): Unsigned {
  const { service, http }: Operation = OPERATIONS[name];
  const { protocol } = SERVICES[service];
  const operation = name.slice(name.indexOf(':') + 1);
  const agent = { 'user-agent': 'cdk-sec3' };
  if (protocol.kind === 'json') {
    const headers = { ...agent, 'content-type': `application/x-amz-json-${protocol.version}`, 'x-amz-target': `${protocol.target}.${operation}` };
    return { method: 'POST', path: '/', headers, body: JSON.stringify(parameters) };
  }
  if (protocol.kind === 'query') {
    const form = new URLSearchParams({ Action: operation, Version: protocol.version });
    for (const [key, value] of Object.entries(parameters)) if (value !== undefined) form.set(key, String(value));
    return { method: 'POST', path: '/', headers: { ...agent, 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() };
  }
  const { method, path } = http!;
  const inPath = new Set<string>();
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
    inPath.add(key);
    return encodeURIComponent(String(parameters[key]));
  });
  const left = Object.fromEntries(Object.entries(parameters).filter(([key]) => !inPath.has(key)));
  if (method !== 'POST') return { method, path: filled, headers: agent };
  return { method, path: filled, headers: { ...agent, 'content-type': 'application/json' }, body: JSON.stringify(left) };
}

function read(name: OperationName, text: string): any {
  if (text.trim() === '') return {};
  const operation = name.slice(name.indexOf(':') + 1);
  try {
    if (SERVICES[serviceOf(name)].protocol.kind !== 'query') return JSON.parse(text);
    return xml.parse(text)[`${operation}Response`][`${operation}Result`];
  } catch {
    throw new UnaskableError(`${name} returned a response that its API does not define`, 'Check the endpoint and any proxy.');
  }
}

function errorOf(operation: OperationName, response: Response, text: string): ServiceError {
  const { code, message } = saidIn(text);
  const type = response.headers.get('x-amzn-errortype') || code || String(response.status);
  // Codes may have a namespace before them or an address after them.
  const plain = type.replace(/^.*#/, '').replace(/:.*$/, '');
  return new ServiceError(operation, response.status, plain, message ?? '');
}

function saidIn(text: string): { readonly code?: string; readonly message?: string } {
  try {
    if (text.trimStart().startsWith('{')) {
      const said = JSON.parse(text);
      return { code: said.__type ?? said.code ?? said.Code, message: said.message ?? said.Message };
    }
    const error = errorIn(xml.parse(text));
    return { code: error?.Code, message: error?.Message };
  } catch {
    return {};
  }
}

/** Returns the element of an XML error response that has a code; its depth differs between services. */
function errorIn(element: any): { readonly Code: string; readonly Message?: string } | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  if (typeof element.Code === 'string') return element;
  return Object.values(element).map(errorIn).find((found) => found !== undefined);
}

/** Returns why a request failed; `fetch` wraps the cause. */
function causeOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'it took too long';
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return code ?? message;
}
