/** Reports on what the gate says: one result, written for people and for machines. */
export { coverage } from './checklist';
export type { ItemCoverage, Status } from './checklist';
export * from './git-lab';
export * from './json';
export * from './junit';
export * from './markdown';
export { uriPath } from './markup';
export { count, isIncomplete } from './model';
export { repositoryRoot } from './repository';
export * from './sarif';
export { painter } from './style';
export * from './text';
