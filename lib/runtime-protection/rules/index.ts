import { egressLimited } from './egress-limited';
import { functionConcurrencyBounded } from './function-concurrency-bounded';
import { functionRoleForFunctionAlone } from './function-role-for-function-alone';
import { functionRoleLeastPrivilege } from './function-role-least-privilege';
import { roleActionsNamed } from './role-actions-named';
import { runtimePolicyValid } from './runtime-policy-valid';
import { runtimeProtected } from './runtime-protected';
import { runtimeProtectionEnforces } from './runtime-protection-enforces';
import { runtimeSupported } from './runtime-supported';
import { runtimeVariablesSafe } from './runtime-variables-safe';
import { serviceRoleLeastPrivilege } from './service-role-least-privilege';
import { wrapperNotOverridden } from './wrapper-not-overridden';
import type { Rule } from '../../gate';

/** The rules for runtime protection. */
export const RUNTIME_PROTECTION_RULES: readonly Rule[] = [
  runtimeSupported,
  runtimeProtected,
  runtimeProtectionEnforces,
  runtimePolicyValid,
  wrapperNotOverridden,
  runtimeVariablesSafe,
  egressLimited,
  functionRoleLeastPrivilege,
  functionRoleForFunctionAlone,
  serviceRoleLeastPrivilege,
  roleActionsNamed,
  functionConcurrencyBounded,
];
