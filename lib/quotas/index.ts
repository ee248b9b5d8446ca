/** AWS quotas, and how constructs keep within them. */
export * from './deployed-length';
export * from './fitted-text';
export * from './length-check';
export * from './limits';
export * from './referred';
export * from './shown';
export * from './template-size';
export * from './whole-number';
