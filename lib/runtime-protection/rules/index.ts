import { functionConcurrencyBounded } from './function-concurrency-bounded';
import { functionRoleLeastPrivilege } from './function-role-least-privilege';
import { runtimeSupported } from './runtime-supported';
import type { Rule } from '../../gate';

/** The rules on runtime protection. */
export const RUNTIME_PROTECTION_RULES: readonly Rule[] = [runtimeSupported, functionRoleLeastPrivilege, functionConcurrencyBounded];
