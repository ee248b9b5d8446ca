/** Reports on a result of the gate, for people and for machines. */
export { coverage } from './checklist';
export type { ItemCoverage, Status } from './checklist';
export * from './git-lab';
export * from './json';
export * from './junit';
export * from './markdown';
export { uriPath } from './markup';
export { count, groupBy, isIncomplete } from './model';
export { isWithin, reportRoot, repositoryRoot } from './repository';
export * from './sarif';
export { painter } from './style';
export * from './text';
