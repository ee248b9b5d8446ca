/** Intrinsic functions that CloudFormation rejects: their arguments have the wrong form, or refer to missing parts of the template. */
import type { StackTemplate } from './template';
import { isObject, type JsonObject } from '../../json/json-object';
import { getAttArguments, intrinsicOf, own, subPieces } from '../values/intrinsics';

/** A function that CloudFormation rejects. */
export interface RejectedFunction {
  /** Location in the template: `Resources.Queue.Properties.Tags[0].Value`. */
  readonly location: string;
  readonly reason: string;
}

/** A template with a mistake that is repeated by a generator is described by its first ones. */
const MAX_REJECTED = 20;

const NONE: readonly string[] = [];

const isText = (value: unknown): value is string => typeof value === 'string';
/** Checks whether another function computes a value. */
const isOpen = (value: unknown) => isObject(value) && intrinsicOf(value) !== undefined;
const isTextual = (value: unknown) => isText(value) || typeof value === 'number' || typeof value === 'boolean' || isOpen(value);
const isListLike = (value: unknown) => Array.isArray(value) || isOpen(value);
const isListOf = (...tests: readonly ((value: unknown) => boolean)[]) => (value: unknown) =>
  Array.isArray(value) && value.length === tests.length && tests.every((test, index) => test(value[index]));
const isAny = () => true;
const isTwoToTen = (argument: unknown) => Array.isArray(argument) && argument.length >= 2 && argument.length <= 10;

/** The arguments of each function, and how a message describes them. */
const ARGUMENTS: { readonly [name: string]: readonly [accepts: (argument: unknown) => boolean, expected: string] } = {
  'Ref': [isText, 'a name'],
  'Fn::And': [isTwoToTen, 'two to ten conditions'],
  'Fn::Base64': [isTextual, 'a text'],
  'Fn::Equals': [isListOf(isAny, isAny), 'two values'],
  'Fn::FindInMap': [(argument) => Array.isArray(argument) && [3, 4].includes(argument.length) && argument.slice(0, 3).every(isTextual), 'a map and two keys'],
  'Fn::GetAtt': [(argument) => getAttArguments(argument).every((part) => part !== undefined && part !== ''), 'a resource and an attribute'],
  'Fn::If': [isListOf(isText, isAny, isAny), 'a condition and two values'],
  'Fn::ImportValue': [isTextual, 'the name of an export'],
  'Fn::Join': [isListOf(isText, isListLike), 'a separator and a list'],
  'Fn::Not': [isListOf(isAny), 'one condition'],
  'Fn::Or': [isTwoToTen, 'two to ten conditions'],
  'Fn::Select': [isListOf(isTextual, isListLike), 'an index and a list'],
  'Fn::Split': [isListOf(isText, isTextual), 'a separator and a text'],
  'Fn::Sub': [(argument) => isText(argument) || isListOf(isText, isObject)(argument), 'a text, or a list of a text and its variables'],
};

/**
 * Returns the functions of a template that CloudFormation rejects. A macro may replace any of them: names are only looked up in a template without
 * macros, and nothing is checked in one that a custom macro processes.
 */
export function rejectedFunctions(stack: StackTemplate): RejectedFunction[] {
  const { body } = stack;
  const transforms = [body.Transform ?? []].flat();
  if (transforms.some((name) => !isText(name) || !name.startsWith('AWS::'))) return [];
  const search = new Search(stack, transforms.length === 0 && stack.gaps.length === 0 && !isMadeOfSam(stack));
  for (const section of ['Resources', 'Outputs', 'Conditions'] as const) search.into(section, body[section]);
  return search.found;
}

/** SAM creates resources that the template does not contain. */
function isMadeOfSam(stack: StackTemplate): boolean {
  const isSam = (type: string | undefined) => type?.startsWith('AWS::Serverless::') ?? false;
  return Object.entries(stack.body.Resources ?? {}).some(([logicalId, { Type }]) => isSam(Type) || isSam(stack.originOf(logicalId)?.type));
}

class Search {
  public readonly found: RejectedFunction[] = [];
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly stack: StackTemplate,
    private readonly isComplete: boolean,
  ) {}

  /** Visits the value under a key, and all below it. */
  public into(key: string | number, value: unknown): void {
    if (typeof value !== 'object' || value === null || this.found.length >= MAX_REJECTED) return;
    this.path.push(key);
    if (Array.isArray(value)) for (let i = 0; i < value.length; i += 1) this.into(i, value[i]);
    else this.map(value as JsonObject);
    this.path.pop();
  }

  private map(value: JsonObject): void {
    const intrinsic = intrinsicOf(value);
    if (intrinsic) this.check(intrinsic);
    // Documents in other languages have other keywords.
    for (const key in value) if (key !== 'Metadata') this.into(key, value[key]);
  }

  private check([name, argument]: readonly [string, unknown]): void {
    const known = own(ARGUMENTS, name);
    if (known && !known[0](argument)) return this.reject(`${name} takes ${known[1]}`);
    if (!this.isComplete) return;
    for (const missing of this.missing(name, argument)) this.reject(`${name} names ${missing}, which the template does not have`);
  }

  /** Returns the names that a function refers to, and that mean nothing. */
  private missing(name: string, argument: unknown): readonly string[] {
    const { Resources: resources, Conditions: conditions } = this.stack.body;
    switch (name) {
      case 'Ref':
        return this.has(argument as string) ? NONE : [argument as string];
      case 'Fn::GetAtt': {
        const [logicalId] = getAttArguments(argument);
        return !isText(logicalId) || own(resources, logicalId) !== undefined ? NONE : [logicalId];
      }
      case 'Fn::If': {
        const [condition] = argument as [string];
        return own(conditions, condition) !== undefined ? NONE : [`condition ${condition}`];
      }
      case 'Fn::Sub': {
        const [text, variables] = Array.isArray(argument) ? (argument as [string, object]) : [argument as string, {}];
        const names = subPieces(text).flatMap((piece) => (isText(piece) ? [] : [piece.name]));
        return names.filter((one) => !Object.hasOwn(variables, one) && !this.has(one.split('.')[0]));
      }
      default:
        return NONE;
    }
  }

  private has(name: string): boolean {
    const { Resources: resources, Parameters: parameters } = this.stack.body;
    return name.startsWith('AWS::') || own(resources, name) !== undefined || own(parameters, name) !== undefined;
  }

  private reject(reason: string): void {
    const location = this.path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '');
    this.found.push({ location, reason });
  }
}
