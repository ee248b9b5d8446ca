export * from './secure/sec3';
export * from './secure/sec3-checks';
