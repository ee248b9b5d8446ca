import { awarenessFeedSubscribed } from './awareness-feed-subscribed';
import { feedHasSubscriber } from './feed-has-subscriber';
import { feedStalenessAlarmed } from './feed-staleness-alarmed';
import type { Rule } from '../../gate';

/** The rules on security awareness. */
export const AWARENESS_RULES: readonly Rule[] = [awarenessFeedSubscribed, feedHasSubscriber, feedStalenessAlarmed];
