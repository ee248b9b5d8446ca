/** The engine of the gate. It knows the workload and how to run rules, and no rule. */
export * from './acknowledgements';
export { isCdkOwnedPath } from './cdk-owned';
export * from './cloud-assembly';
export * from './evaluation';
export * from './gate';
export * from './iam';
export { parseJson } from './json';
export { OWN_CODE_METADATA } from './own-code';
export { Property } from './property';
export { Resource } from './resource';
export * from './rule';
export { parseTemplate, readTemplate, StackTemplate, UnreadableInput } from './template';
export type { Parameter, TemplateBody } from './template';
export * from './thresholds';
export { Reference, Undetermined } from './values';
export { Workload } from './workload';
export type { Edge } from './workload';
export { parseYaml } from './yaml';
