/** What AWS takes at most, and how constructs keep to it. */
export * from './deployed-length';
export * from './fitted-text';
export * from './length-check';
export * from './limits';
export * from './referred';
export * from './shown';
export * from './template-size';
