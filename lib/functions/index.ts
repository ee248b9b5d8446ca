/** What every function of this library has, whatever its practice. */
export * from './custom-resource-provider';
export * from './describe-hardening';
export * from './function-log-options';
export * from './function-of-app';
export * from './functions-of-app';
export * from './harden-function';
export * from './hardening-plan';
export * from './once-per-function';
export * from './package-folder';
export * from './package-version';
export * from './role-limits';
export * from './role-policies';
export * from './runs-at-edge';
export * from './shipped-asset';
export * from './shipped-files';
export * from './staged-modes';
export * from './user-code';
