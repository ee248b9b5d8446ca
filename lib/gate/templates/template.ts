import * as fs from 'fs';
import * as path from 'path';
import { isJson } from './json';
import type { LocalSource } from './local-files';
import { namingParameters } from './naming-parameters';
import { readTemplateData } from './template-data';
import { UnreadableInput } from './unreadable-input';
import { isObject, type JsonObject } from '../../json/json-object';
import type { Gap } from '../expansion/expansion';
import type { Origin } from '../expansion/origin';
import { userPlace } from '../lines/creation-stack';
import type { FilePlace } from '../lines/file-place';
import { SourceLines } from '../lines/source-lines';
import { positionIn } from '../lines/template-lines';
import { own } from '../values/intrinsics';

export { UnreadableInput };

/** Maximum nesting of a template; CloudFormation's own resources need less than half of it. */
const MAX_NESTING = 200;

/** Byte order marks of UTF-16, which some editors and shells of Windows write. */
const UTF_16 = [Buffer.of(0xff, 0xfe), Buffer.of(0xfe, 0xff)];

/** Optional sections of a template. */
const SECTIONS = ['Parameters', 'Conditions', 'Mappings', 'Outputs'];

/** A parameter of a template. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly allowedPattern?: string;
  readonly noEcho: boolean;
  /** Whether it is the name of a resource in the template, or the ARN of one that it uses. Neither contains a wildcard. */
  readonly namesResource: boolean;
}

/** A CloudFormation template as written, unresolved. */
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

/** Properties of a template in addition to its text. */
export interface StackTemplateProps {
  /** The file of the template, as shown to people. */
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
  /** True if the stack is part of a Stage other than the App. */
  readonly inStage?: boolean;
  /** False for a stack that only resolves references from others. @default true */
  readonly judged?: boolean;
  /** The cloud assembly of the stack; each Stage has one. @default - none, as for a bare template */
  readonly assembly?: string;
  /** The parent stack, with the logical id of the `AWS::CloudFormation::Stack`. */
  readonly parent?: { readonly stack: StackTemplate; readonly logicalId: string };
  /** The sources of resources that AWS macros generate. @default - all resources are their own source */
  readonly origins?: ReadonlyMap<string, Origin>;
  /** The sources of resources and outputs of loops, by their locations. @default - none */
  readonly loops?: ReadonlyMap<string, string>;
  /** Frames of the calls that created the constructs, by construct path: `new Orders (/app/orders.ts:12:5)`. @default - unknown */
  readonly creationStacks?: ReadonlyMap<string, readonly unknown[]>;
  /** The uploaded files and folders of the stack, by hash. @default - those beside the template that are named `asset.<hash>` */
  readonly assets?: ReadonlyMap<string, string>;
  /** Parts that the expansion of AWS macros leaves unknown. @default - none */
  readonly gaps?: readonly Gap[];
  /** The content of files that the template includes, by location. @default - none */
  readonly sources?: ReadonlyMap<string, LocalSource>;
  /** Locations of keys that occur more than once in an object. @default - none */
  readonly repeatedKeys?: readonly string[];
}

/** A template of the workload: a stack, a nested stack or a file. */
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
  public readonly gaps: readonly Gap[];
  public readonly repeatedKeys: readonly string[];
  private readonly paths?: ReadonlyMap<string, string>;
  private readonly origins?: ReadonlyMap<string, Origin>;
  private readonly loops?: ReadonlyMap<string, string>;
  private readonly creationStacks?: ReadonlyMap<string, readonly unknown[]>;
  private readonly assets?: ReadonlyMap<string, string>;
  private readonly lines: SourceLines;
  private naming?: ReadonlySet<string>;

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
    this.origins = props.origins;
    this.loops = props.loops;
    this.creationStacks = props.creationStacks;
    this.assets = props.assets;
    this.lines = new SourceLines(props.file, props.sources);
    this.gaps = props.gaps ?? [];
    this.repeatedKeys = props.repeatedKeys ?? [];
  }

  /** Returns the construct path of a logical id; file and logical id if the template does not come from a CDK app. */
  public pathOf(logicalId: string): string {
    const recorded = this.paths?.get(logicalId);
    if (recorded !== undefined) return recorded;
    const metadata = own(this.body.Resources, logicalId)?.Metadata?.['aws:cdk:path'];
    if (typeof metadata === 'string') return metadata;
    const origin = this.originOf(logicalId);
    const written = origin && this.paths?.get(origin.logicalId);
    if (written !== undefined) return `${written}${origin!.path.slice(origin!.logicalId.length)}`;
    return `${this.constructPath ?? this.file}/${origin?.path ?? logicalId}`;
  }

  /** Returns the source of a resource that an AWS macro generated; undefined for a resource that is its own source. */
  public originOf(logicalId: string): Origin | undefined {
    return this.origins?.get(logicalId);
  }

  /**
   * Returns the position of a part of the template, in its file or in one that it includes, or of the closest enclosing part;
   * undefined if the file no longer exists.
   *
   * @param location location in the source: relative to a resource, unless it starts with `Globals`
   */
  public placeOf(location: string, logicalId?: string): FilePlace | undefined {
    if (logicalId === undefined || location.startsWith('Globals.')) return this.lines.at(this.written(location));
    const resource = this.written(`Resources.${logicalId}`);
    const place = this.lines.at(`${resource}.${location}`);
    // The key Properties shows nothing; if a property is absent, the position of the resource helps more.
    return isSamePlace(place, this.lines.at(`${resource}.Properties`)) ? this.lines.at(resource) : place;
  }

  /** Returns the location and the content of an entry of a section; in a loop, if a loop creates it. */
  private written(location: string): string {
    const [entry] = /^[^.]+\.[^.]+/.exec(location) ?? [location];
    const source = this.loops?.get(entry);
    return source === undefined ? location : `${source}${location.slice(entry.length)}`;
  }

  /** Returns the app's code that creates the construct at a path, if it was recorded. */
  public codeOf(constructPath: string): FilePlace | undefined {
    for (const at of [constructPath, `${constructPath}/Resource`, `${constructPath}/Default`]) {
      const place = userPlace(this.creationStacks?.get(at) ?? []);
      if (place) return place;
    }
    return undefined;
  }

  /** Returns the path of the file or folder that is uploaded under a hash, if it is known. */
  public assetOf(hash: string): string | undefined {
    return this.assets ? this.assets.get(hash) : path.join(path.dirname(this.file), `asset.${hash}`);
  }

  /** Returns the template's parameter of that name. */
  public parameter(name: string): Parameter | undefined {
    const raw = own(this.body.Parameters, name);
    if (!isObject(raw)) return undefined;
    return {
      name,
      type: typeof raw.Type === 'string' ? raw.Type : 'String',
      default: raw.Default,
      allowedValues: Array.isArray(raw.AllowedValues) ? raw.AllowedValues : undefined,
      allowedPattern: typeof raw.AllowedPattern === 'string' ? raw.AllowedPattern : undefined,
      noEcho: raw.NoEcho === true || (typeof raw.NoEcho === 'string' && raw.NoEcho.toLowerCase() === 'true'),
      namesResource: (this.naming ??= namingParameters(this.body.Resources ?? {})).has(name),
    };
  }
}

function isSamePlace(a?: FilePlace, b?: FilePlace): boolean {
  return a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;
}

/** Options for reading a template. */
export interface ReadOptions {
  /**
   * Whether it may have no resources, as the CDK writes for a stack without any. A file that a user names must have some, so that another file is not
   * taken for a template. @default false
   */
  readonly mayBeEmpty?: boolean;

  /** Whether a serializer has just written the JSON, so that no key occurs more than once in an object. @default false */
  readonly isSerialized?: boolean;
}

/** The content of a template's text. */
export interface ParsedTemplate {
  readonly body: TemplateBody;
  /** Locations of keys that occur more than once in an object: `Resources.Queue.Properties.Tags[0].Key`. */
  readonly repeatedKeys: readonly string[];
}

/** Reads a template file: JSON, or YAML with CloudFormation's short-form intrinsics. */
export function readTemplate(file: string, options: ReadOptions = {}): ParsedTemplate {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (e) {
    throw new UnreadableInput(file, `cannot be read (${(e as Error).message})`);
  }
  if (UTF_16.some((mark) => bytes.subarray(0, mark.length).equals(mark))) {
    throw new UnreadableInput(file, 'is encoded in UTF-16; save it in UTF-8, which CloudFormation reads');
  }
  return parseTemplate(bytes.toString('utf8'), file, options);
}

/**
 * Parses a template's text.
 *
 * @param file name of the file in errors
 * @throws UnreadableInput if the text is neither JSON nor YAML, or lacks the structure of a template
 */
export function parseTemplate(text: string, file: string, { mayBeEmpty = false, isSerialized = false }: ReadOptions = {}): ParsedTemplate {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const { value: body, repeatedKeys } = readTemplateData(content, isJson(content), file, isSerialized);
  if (!isObject(body)) {
    throw new UnreadableInput(file, `is not a CloudFormation template: expected an object with Resources, found ${describe(body)}`);
  }
  if (!isObject(body.Resources) && !(mayBeEmpty && body.Resources === undefined)) {
    throw new UnreadableInput(file, `is not a CloudFormation template: Resources is ${describe(body.Resources)}, expected an object`);
  }
  const template = withoutEmptySections(body);
  checkShape(template, file, content);
  return { body: template, repeatedKeys: repeatedKeys.map((at) => at.slice(1)) };
}

/** A section with only a name is empty; whether or not CloudFormation accepts it, nothing else is deployed. */
function withoutEmptySections(body: JsonObject): TemplateBody {
  const empty = SECTIONS.filter((section) => body[section] === null);
  return empty.length === 0 ? body : Object.fromEntries(Object.entries(body).filter(([section]) => !empty.includes(section)));
}

/**
 * Checks the structure of a template. A resource that consists of a macro has no type yet.
 *
 * @param text the template, for lines in errors. @default - it is generated, and has none
 * @throws UnreadableInput with all that is wrong, and the line of the first problem
 */
export function checkShape(body: TemplateBody | JsonObject, file: string, text?: string): void {
  if (isNestedDeeper(body, MAX_NESTING)) throw new UnreadableInput(file, `is nested more than ${MAX_NESTING} levels deep`);
  const problems = [...sectionProblems(body), ...resourceProblems(isObject(body.Resources) ? body.Resources : {})];
  if (problems.length === 0) return;
  const at = text === undefined ? undefined : positionIn(text, problems[0].location);
  throw new UnreadableInput(file, problems.map(({ reason }) => reason).join('; '), at?.line, at?.column);
}

/** A part of a template that has the wrong structure. */
interface ShapeProblem {
  readonly location: string;
  readonly reason: string;
}

function sectionProblems(body: JsonObject | TemplateBody): ShapeProblem[] {
  const sections: JsonObject = { ...body };
  return ['Resources', ...SECTIONS].flatMap((section) => {
    if (sections[section] === undefined || isObject(sections[section])) return [];
    return [{ location: section, reason: `${section} is ${describe(sections[section])}, expected an object` }];
  });
}

function resourceProblems(resources: JsonObject): ShapeProblem[] {
  return Object.entries(resources).flatMap(([logicalId, resource]): ShapeProblem[] => {
    if (logicalId.startsWith('Fn::')) return [];
    if (isObject(resource) && resource.Type === undefined && isObject(resource['Fn::Transform'])) return [];
    const location = `Resources.${logicalId}`;
    if (!isObject(resource) || typeof resource.Type !== 'string') return [{ location, reason: `resource ${logicalId} has no Type, expected a text such as AWS::Lambda::Function` }];
    if (resource.Properties === undefined || isObject(resource.Properties)) return [];
    return [{ location: `${location}.Properties`, reason: `resource ${logicalId}: Properties is ${describe(resource.Properties)}, expected an object` }];
  });
}

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((inner) => isNestedDeeper(inner, levels - 1));
  for (const key in value) if (isNestedDeeper((value as JsonObject)[key], levels - 1)) return true;
  return false;
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
