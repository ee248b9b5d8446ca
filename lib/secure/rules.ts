import { AWARENESS_RULES } from '../awareness/rules';
import { DEPENDENCIES_RULES } from '../dependencies/rules';
import type { Rule } from '../gate';
import { INBOUND_EVENT_RULES } from '../inbound-events/rules';
import { RUNTIME_PROTECTION_RULES } from '../runtime-protection/rules';
import { SECRETS_RULES } from '../secrets/rules';

/** All rules, in the order of the checklist. */
export const SEC3_RULES: readonly Rule[] = [
  ...AWARENESS_RULES, ...SECRETS_RULES, ...DEPENDENCIES_RULES, ...INBOUND_EVENT_RULES, ...RUNTIME_PROTECTION_RULES,
];
