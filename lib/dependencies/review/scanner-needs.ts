import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** The requirements of a scanner on its project. */
export interface ScannerNeeds {
  readonly secrets: readonly secretsmanager.ISecret[];
  readonly python?: boolean;
  readonly java?: boolean;
  readonly cache?: boolean;
  readonly assembly?: boolean;
}
