import { awarenessFeedSubscribed } from './awareness-feed-subscribed';
import { feedScheduled } from './feed-scheduled';
import { feedStalenessAlarmed } from './feed-staleness-alarmed';
import { securityFindingsReported } from './security-findings-reported';
import { securityNotificationDelivered } from './security-notification-delivered';
import type { Rule } from '../../gate';

/** The rules on security awareness. */
export const AWARENESS_RULES: readonly Rule[] = [
  awarenessFeedSubscribed, securityNotificationDelivered, feedScheduled, feedStalenessAlarmed, securityFindingsReported,
];
