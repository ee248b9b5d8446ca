import { awarenessFeedSubscribed } from './awareness-feed-subscribed';
import { feedHasSubscriber } from './feed-has-subscriber';
import { feedScheduled } from './feed-scheduled';
import { feedStalenessAlarmed } from './feed-staleness-alarmed';
import { securityFindingsReported } from './security-findings-reported';
import type { Rule } from '../../gate';

/** The rules on security awareness. */
export const AWARENESS_RULES: readonly Rule[] = [awarenessFeedSubscribed, feedHasSubscriber, feedScheduled, feedStalenessAlarmed, securityFindingsReported];
