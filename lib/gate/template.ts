import * as fs from 'fs';
import { Pair, Scalar, YAMLMap, type CollectionTag, type ScalarTag } from 'yaml';
import { duplicateKeys } from './duplicate-keys';
import { own } from './intrinsics';
import { parseJson } from './json';
import { UnreadableInput } from './unreadable-input';
import { parseYaml } from './yaml';
import { isObject } from '../json/json-object';

export { UnreadableInput };

/** How deep a template may be nested; CloudFormation's own resources need less than half of it. */
const MAX_NESTING = 200;

/** A parameter of a template. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly noEcho: boolean;
}

/** A CloudFormation template as written, with nothing resolved. */
export interface TemplateBody {
  readonly Resources?: { readonly [logicalId: string]: ResourceBody };
  readonly Parameters?: { readonly [name: string]: { readonly [key: string]: unknown } };
  readonly Conditions?: { readonly [name: string]: unknown };
  readonly Mappings?: { readonly [name: string]: { readonly [key: string]: { readonly [key: string]: unknown } } };
  readonly Outputs?: { readonly [name: string]: { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } } };
  readonly Transform?: unknown;
}

/** A resource of a template as written. */
export interface ResourceBody {
  readonly Type: string;
  readonly Properties?: { readonly [key: string]: unknown };
  readonly Condition?: string;
  readonly Metadata?: { readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** What is known of a template besides its text. */
export interface StackTemplateProps {
  /** Where the template is, as shown to people. */
  readonly file: string;
  readonly body: TemplateBody;
  /** @default - unknown, as for a bare template */
  readonly stackName?: string;
  /** Construct path of the stack. @default - none, as for a bare template */
  readonly constructPath?: string;
  readonly account?: string;
  readonly region?: string;
  /** Construct path of each logical id. @default - `aws:cdk:path` metadata, else stack path and logical id */
  readonly paths?: ReadonlyMap<string, string>;
  /** True where the stack is part of a Stage other than the App. */
  readonly inStage?: boolean;
  /** False for a stack that is there only to resolve references from others. @default true */
  readonly judged?: boolean;
  /** The cloud assembly that the stack is part of; each Stage has one. @default - none, as for a bare template */
  readonly assembly?: string;
  /** The stack that this one is nested in, with the logical id of the `AWS::CloudFormation::Stack`. */
  readonly parent?: { readonly stack: StackTemplate; readonly logicalId: string };
}

/** One template of the workload: a stack, a nested stack or a file. */
export class StackTemplate {
  public readonly file: string;
  public readonly body: TemplateBody;
  public readonly stackName?: string;
  public readonly constructPath?: string;
  public readonly account?: string;
  public readonly region?: string;
  public readonly inStage: boolean;
  public readonly judged: boolean;
  public readonly assembly?: string;
  public readonly parent?: { readonly stack: StackTemplate; readonly logicalId: string };
  private readonly paths?: ReadonlyMap<string, string>;

  constructor(props: StackTemplateProps) {
    this.file = props.file;
    this.body = props.body;
    this.stackName = props.stackName;
    this.constructPath = props.constructPath;
    this.account = props.account;
    this.region = props.region;
    this.paths = props.paths;
    this.inStage = props.inStage ?? false;
    this.judged = props.judged ?? true;
    this.assembly = props.assembly;
    this.parent = props.parent;
  }

  /** The construct path of a logical id; the file and the logical id where the template came without a CDK app. */
  public pathOf(logicalId: string): string {
    const recorded = this.paths?.get(logicalId);
    if (recorded !== undefined) return recorded;
    const metadata = own(this.body.Resources, logicalId)?.Metadata?.['aws:cdk:path'];
    if (typeof metadata === 'string') return metadata;
    return `${this.constructPath ?? this.file}/${logicalId}`;
  }

  /** The template's parameter of that name. */
  public parameter(name: string): Parameter | undefined {
    const raw = own(this.body.Parameters, name);
    if (!isObject(raw)) return undefined;
    return {
      name,
      type: typeof raw.Type === 'string' ? raw.Type : 'String',
      default: raw.Default,
      allowedValues: Array.isArray(raw.AllowedValues) ? raw.AllowedValues : undefined,
      noEcho: raw.NoEcho === true || (typeof raw.NoEcho === 'string' && raw.NoEcho.toLowerCase() === 'true'),
    };
  }
}

/** How a template is to be read. */
export interface ReadOptions {
  /**
   * Whether it may have no resources, as the CDK writes for a stack without any. A file that is merely said to be a
   * template has to have some, so that another file is not taken for one. @default false
   */
  readonly mayBeEmpty?: boolean;
}

/** Reads a template file: JSON, or YAML with CloudFormation's short-form intrinsics. */
export function readTemplate(path: string, options: ReadOptions = {}): TemplateBody {
  let text: string;
  try {
    text = fs.readFileSync(path, 'utf8');
  } catch (e) {
    throw new UnreadableInput(path, `cannot be read (${(e as Error).message})`);
  }
  return parseTemplate(text, path, options);
}

/**
 * Parses a template's text.
 *
 * @param file what to name in errors
 * @throws UnreadableInput where the text is neither JSON nor YAML, or not shaped as a template
 */
export function parseTemplate(text: string, file: string, { mayBeEmpty = false }: ReadOptions = {}): TemplateBody {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const body = content.trimStart().startsWith('{') ? parseUniqueJson(content, file) : parseYaml(content, file, SHORT_FORMS);
  if (!isObject(body)) {
    throw new UnreadableInput(file, `is not a CloudFormation template: expected an object with Resources, found ${describe(body)}`);
  }
  if (!isObject(body.Resources) && !(mayBeEmpty && body.Resources === undefined)) {
    throw new UnreadableInput(file, `is not a CloudFormation template: Resources is ${describe(body.Resources)}, expected an object`);
  }
  if (isNestedDeeper(body, MAX_NESTING)) throw new UnreadableInput(file, `is nested more than ${MAX_NESTING} levels deep`);
  for (const section of ['Parameters', 'Conditions', 'Mappings', 'Outputs']) {
    if (body[section] !== undefined && !isObject(body[section])) {
      throw new UnreadableInput(file, `${section} is ${describe(body[section])}, expected an object`);
    }
  }
  for (const [logicalId, resource] of Object.entries(body.Resources ?? {})) {
    if (logicalId.startsWith('Fn::')) continue;
    if (!isObject(resource) || typeof resource.Type !== 'string') {
      throw new UnreadableInput(file, `resource ${logicalId} has no Type`);
    }
    if (resource.Properties !== undefined && !isObject(resource.Properties)) {
      throw new UnreadableInput(file, `resource ${logicalId}: Properties is ${describe(resource.Properties)}, expected an object`);
    }
  }
  return body as TemplateBody;
}

/** Who deploys the template may take the first of two entries where this takes the last: nobody could say what is deployed. */
function parseUniqueJson(text: string, file: string): unknown {
  const body = parseJson(text, file);
  const [pointer, ...others] = duplicateKeys(text);
  if (pointer === undefined) return body;
  const more = others.length > 0 ? `, and so do ${others.length} more` : '';
  throw new UnreadableInput(file, `${pointer} stands more than once in one object${more}; keep one`);
}

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isNestedDeeper(inner, levels - 1));
}

/** `!Ref`, `!GetAtt`, `!Sub`, ... as the long forms that JSON has. */
const SHORT_FORMS = [
  'And', 'Base64', 'Cidr', 'Condition', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'GetStackOutput',
  'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll',
].flatMap((name) => shortForm(name));

function shortForm(name: string): (ScalarTag | CollectionTag)[] {
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const collection = (kind: 'map' | 'seq'): CollectionTag => ({
    tag: `!${name}`,
    collection: kind,
    resolve: (argument) => {
      const intrinsic = new YAMLMap<Scalar<string>, unknown>();
      intrinsic.items.push(new Pair(new Scalar(key), argument));
      return intrinsic;
    },
  });
  const scalar: ScalarTag = {
    tag: `!${name}`,
    resolve: (text) => {
      const [, logicalId, attribute] = (name === 'GetAtt' && /^([^.]+)\.(.+)$/s.exec(text)) || [];
      return { [key]: attribute === undefined ? text : [logicalId, attribute] };
    },
  };
  return [scalar, collection('seq'), collection('map')];
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
