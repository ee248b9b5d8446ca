import type { Option, Taken } from './scenarios';
import type { Unknown, Value } from './values';
import type { StackTemplate } from '../templates/template';
import type { Resource } from '../workload/resource';

/** A value together with the template that its inner parts are written in. */
export interface Resolved {
  readonly value: Value;
  readonly stack: StackTemplate;
}

/** Where the resolver takes its decisions from. */
export interface Chooser {
  /** Differs from run to run; what was decided holds for one run. */
  readonly run: number;
  choose<T>(key: string, options: () => readonly Option<T>[]): Taken<T>;
}

/** What the resolver needs to know of the workload around a template. */
export interface EvaluationContext {
  readonly scenarios: Chooser;
  resource(stack: StackTemplate, logicalId: string): Resource | undefined;
  /** The nested stack behind an `AWS::CloudFormation::Stack`. */
  nested(stack: StackTemplate, logicalId: string): StackTemplate | undefined;
  /** The output exported under a name, as seen from a stack. */
  exported(from: StackTemplate, name: string): Located | Unknown;
  /** An output of another stack, as seen from a stack. */
  output(from: StackTemplate, output: StackOutput): Located | Unknown;
  /** The value that the CDK's cross-region exporter publishes under a parameter name, as seen from a stack. */
  crossRegionExport(from: StackTemplate, name: string): Located | Unknown;
}

/** A raw value and the template it is written in. */
export interface Located {
  readonly raw: unknown;
  readonly stack: StackTemplate;
}

/** What `Fn::GetStackOutput` asks for. */
export interface StackOutput {
  readonly stackName: string;
  readonly outputName: string;
  /** @default - that of the stack which asks */
  readonly region?: string;
  /** True where it is read with a role, and may be in any account. */
  readonly anyAccount: boolean;
}
