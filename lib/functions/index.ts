/** What every function of this library has, whatever its practice. */
export * from './function-log-options';
export * from './harden-function';
export * from './shipped-asset';
