/** The value of a property at synth time: plain JSON, or something that is known only at deployment. */
import type { Parameter } from '../templates/template';
import type { Property } from '../workload/property';
import type { Resource } from '../workload/resource';

/** Types of parameters with a list, of the template or of Systems Manager. */
export const LIST_TYPE = /^(?:AWS::SSM::Parameter::Value<)?(?:CommaDelimitedList|List<)/;

/** A value that is unknown before deployment, with the reason. */
export class Unknown {
  constructor(
    /** The reason, as the end of a sentence: "the value of parameter X". */
    public readonly reason: string,
    /** The template parameter whose value it is, if any. */
    public readonly parameter?: Parameter,
    /** The possible values, if the template lists them and they are too many to try individually. */
    public readonly oneOf: readonly unknown[] = [],
    /** Texts that it does not equal: they are tried individually. */
    public readonly noneOf: readonly string[] = [],
    /** The text that `Fn::Base64` encodes in it, if parts of that are known. */
    public readonly encoded?: TextPart | Text,
  ) {}

  /** Whether it is certainly no list: the value of a parameter that is none. */
  public get isSingle(): boolean {
    return this.parameter !== undefined && !LIST_TYPE.test(this.parameter.type);
  }
}

/** Pseudo parameters with the same value in every stack of an account and Region. */
const ENVIRONMENT = ['AWS::Region', 'AWS::AccountId', 'AWS::Partition', 'AWS::URLSuffix'];

/** A pseudo parameter whose value the stack leaves open: `AWS::Region` of an environment-agnostic stack. */
export class Pseudo {
  constructor(public readonly name: string) {}

  /** Whether it has the same value in every stack of an account and Region. */
  public get isOfEnvironment(): boolean {
    return ENVIRONMENT.includes(this.name);
  }
}

/** The value of `Ref` or `Fn::GetAtt` on a resource of the workload. */
export class Reference {
  constructor(
    public readonly resource: Resource,
    /** The attribute, or `Ref`. */
    public readonly attribute: string,
    /** True for a part cut out of the attribute, such as the name inside an ARN. */
    public readonly partial: boolean = false,
  ) {}
}

/** One part of a text. */
export type TextPart = string | Pseudo | Reference | Unknown;

/** A string with at least one unknown part. */
export class Text {
  constructor(public readonly parts: readonly TextPart[]) {}
}

/** Any value, resolved one level deep. */
export type Value =
  | undefined
  | null
  | string
  | number
  | boolean
  | Unknown
  | Pseudo
  | Reference
  | Text
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** Thrown if a rule requires a value that is unknown; the engine turns it into an undetermined outcome. */
export class Undetermined extends Error {
  constructor(
    public readonly reason: string,
    /** The resource that the value belongs to. */
    public readonly resource: Resource,
    /** Location in the resource. */
    public readonly location: string,
    /** The value itself. @default - the resource as a whole */
    public readonly at?: Property,
  ) {
    super(`${resource.path} ${location}: ${reason}`);
    this.name = 'Undetermined';
  }
}

/** Returns true for a known text, number or boolean. */
export function isLiteral(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Returns true for a string, known or not. */
export function isTextual(value: Value): value is TextPart | Text {
  return (
    typeof value === 'string' ||
    value instanceof Text ||
    value instanceof Pseudo ||
    value instanceof Reference ||
    value instanceof Unknown
  );
}

/** Joins parts into a string if all are known, otherwise into a {@link Text}. */
export function textOf(parts: readonly (TextPart | Text)[]): string | TextPart | Text {
  const merged: TextPart[] = [];
  let literal = '';
  const add = (part: TextPart) => {
    if (typeof part === 'string') {
      literal += part;
    } else {
      if (literal !== '') merged.push(literal);
      literal = '';
      merged.push(part);
    }
  };
  for (const part of parts) {
    if (part instanceof Text) part.parts.forEach(add);
    else add(part);
  }
  if (merged.length === 0) return literal;
  if (literal !== '') merged.push(literal);
  return merged.length === 1 ? merged[0] : new Text(merged);
}

/** Returns the parts of a text-like value. */
export function partsOf(value: TextPart | Text): readonly TextPart[] {
  return value instanceof Text ? value.parts : [value];
}

/** Writes a text in the notation of CloudFormation's `Fn::Sub`: `${AWS::Region}`, `${Function.Arn}`. */
export function display(value: TextPart | Text): string {
  if (typeof value === 'string') return value;
  if (value instanceof Text) return value.parts.map(display).join('');
  if (value instanceof Pseudo) return `\${${value.name}}`;
  if (value instanceof Reference) {
    return value.attribute === 'Ref' ? `\${${value.resource.logicalId}}` : `\${${value.resource.logicalId}.${value.attribute}}`;
  }
  return '${?}';
}
