import type { Option, Taken } from './scenarios';
import type { Unknown, Value } from './values';
import type { StackTemplate } from '../templates/template';
import type { Resource } from '../workload/resource';

/** A value, and the template of its inner parts. */
export interface Resolved {
  readonly value: Value;
  readonly stack: StackTemplate;
}

/** Decides the choices of the resolver. */
export interface Chooser {
  /** Differs from run to run; a decision is valid for one run. */
  readonly run: number;
  choose<T>(key: string, options: () => readonly Option<T>[]): Taken<T>;
}

/** The parts of the workload that the resolver needs. */
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

/** A raw value and its template. */
export interface Located {
  readonly raw: unknown;
  readonly stack: StackTemplate;
}

/** The arguments of `Fn::GetStackOutput`. */
export interface StackOutput {
  readonly stackName: string;
  readonly outputName: string;
  /** @default - the Region of the referring stack */
  readonly region?: string;
  /** True if it is read with a role, and may be in any account. */
  readonly anyAccount: boolean;
}
