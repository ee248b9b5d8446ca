/** Common parts of all functions of this library. */
export * from './custom-resource-provider';
export * from './hardening/describe-hardening';
export * from './function-log-options';
export * from './hardening/function-of-app';
export * from './hardening/functions-of-app';
export * from './hardening/harden-function';
export * from './hardening/hardening-plan';
export * from './hardening/once-per-function';
export * from './code/package-folder';
export * from './code/package-version';
export * from './role/role-limits';
export * from './role/role-policies';
export * from './runs-at-edge';
export * from './code/shipped-asset';
export * from './code/shipped-files';
export * from './code/staged-modes';
export * from './code/user-code';
