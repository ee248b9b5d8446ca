import Ajv04 from 'ajv-draft-04';
import { HttpRequest } from '../../lib/fuzz/targets/aws-events';
import { EntryPoint } from '../../lib/fuzz/targets/entry-points';
import { Workload } from '../../lib/gate';
import { eachOperation, OPERATION_TYPES } from '../../lib/inbound-events/template/rest-api';

/** A response of the gateway itself: its type, status and message. */
export type GatewayResponse = readonly [type: string, status: number, message: string];

export const BAD_BODY: GatewayResponse = ['BAD_REQUEST_BODY', 400, 'Invalid request body'];

const PARAMETER = /^\{([^{}+]+)(\+?)\}$/;

/** An endpoint of an API, with the checks that API Gateway performs. */
export class ApiEndpoint {
  /** Whether callers must sign their requests. */
  public readonly asksForSignature: boolean;
  private readonly verb: string;
  private readonly pattern: RegExp;
  private readonly names: readonly string[];
  private readonly accepts: (body: unknown) => boolean;

  /** @throws Error for other kinds of authorizers, which are not simulated here */
  constructor(
    public readonly entryPoint: EntryPoint,
    workload: Workload,
  ) {
    const [verb, path] = entryPoint.name.split(' ');
    const parts = path.split('/');
    this.verb = verb;
    this.names = parts.flatMap((part) => PARAMETER.exec(part)?.[1] ?? []);
    this.pattern = new RegExp(`^${parts.map(patternOf).join('/')}$`);
    this.asksForSignature = asksForSignature(entryPoint.name, workload);
    // API Gateway does not check formats.
    const ajv = new Ajv04({ strict: false, validateFormats: false, logger: false });
    this.accepts = entryPoint.schema === undefined ? () => true : (ajv.compile(entryPoint.schema as object) as (body: unknown) => boolean);
  }

  /** Returns the parameters in a path. Undefined if the request is for another endpoint. */
  public parametersOf(method: string, path: string): { readonly [name: string]: string } | undefined {
    const [, ...values] = this.pattern.exec(path) ?? [];
    if (![method, 'ANY'].includes(this.verb) || !this.pattern.test(path)) return undefined;
    return Object.fromEntries(this.names.map((name, index) => [name, decoded(values[index])]));
  }

  /** Returns the response if the request validator rejects the request. Parameters are checked first. */
  public rejection({ query, headers, body }: HttpRequest): GatewayResponse | undefined {
    const { parameters, checksParameters, checksBody, contentTypes } = this.entryPoint;
    const lower = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
    const values = (place: string, name: string) => (place === 'header' ? lower : query).filter(([key]) => key === (place === 'header' ? name.toLowerCase() : name));
    const isMissing = ({ required, place, name }: EntryPoint['parameters'][number]) => required && place !== 'path' && !values(place, name).some(([, value]) => value !== '');
    const missing = checksParameters ? parameters.filter(isMissing).map(({ name }) => name) : [];
    if (missing.length > 0) return ['BAD_REQUEST_PARAMETERS', 400, `Missing required request parameters: [${missing.join(', ')}]`];
    const [[, contentType] = [undefined, 'application/json']] = values('header', 'content-type');
    const isModelled = ['$default', contentType.split(';')[0].trim().toLowerCase()].some((type) => contentTypes.includes(type));
    return checksBody && isModelled && !this.acceptsText(body?.toString() ?? '{}') ? BAD_BODY : undefined;
  }

  private acceptsText(text: string): boolean {
    try {
      return this.accepts(JSON.parse(text));
    } catch {
      return false;
    }
  }
}

/** Decodes a value. If this fails, the value stays as it was sent. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function patternOf(part: string): string {
  const [, name, greedy] = PARAMETER.exec(part) ?? [];
  return name === undefined ? part.replace(/[^\w-]/g, '\\$&') : `(${greedy ? '.+' : '[^/]+'})`;
}

function asksForSignature(name: string, workload: Workload): boolean {
  const found: string[] = [];
  for (const resource of workload.resources(...OPERATION_TYPES)) {
    eachOperation(resource, workload, (operation) => {
      if (name === `${operation.verb()} ${operation.path()}`) found.push(operation.authorization().detail);
      return [];
    });
  }
  const [authorization = 'nothing does', ...others] = found;
  if (others.length > 0 || !/AWS_IAM|NONE/.test(authorization)) throw new Error(`The stage can't tell who may call ${name}: ${[authorization, ...others].join(', ')}`);
  return authorization.includes('AWS_IAM');
}
