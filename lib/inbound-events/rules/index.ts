import type { Rule } from '../../gate';

/** The rules on inbound events, in the order in which they are documented. */
export const INBOUND_EVENT_RULES: readonly Rule[] = [];
