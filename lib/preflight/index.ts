/** Checks of an account before the first deployment of an assembly. */
export { findRegion } from './client/credentials';
export { preflightJson } from './json';
export { policyAccounts, policyFor } from './policy';
export { choose, preflight } from './preflight';
export type { PreflightResult } from './preflight';
export type { Target } from './target';
export { targetsOf } from './target';
export { preflightSummary, preflightText } from './text';
