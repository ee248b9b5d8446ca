import { SourceSettings, Thresholds, TIERS } from '../../lib/awareness/feed';

/** The configuration of the function. */
export interface Configuration {
  readonly table: string;
  readonly topic: string;
  /** Name or ARN of the event bus. */
  readonly bus: string;
  readonly securityHub: boolean;
  readonly epss: boolean;
  readonly sources: readonly SourceSettings[];
  readonly thresholds: Thresholds;
  /** Name of the feed in metrics. */
  readonly feed: string;
}

const LEVELS: readonly unknown[] = ['low', 'medium', 'high', 'critical', 'never'];

/** @throws Error that names all problems */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const given = parsed(env.SEC3_FEED ?? '');
  const problems: string[] = [];
  for (const name of ['table', 'topic', 'bus', 'feed']) {
    if (typeof given[name] !== 'string' || given[name] === '') problems.push(`${name} is ${JSON.stringify(given[name])}: a text is expected`);
  }
  for (const name of ['securityHub', 'epss']) {
    if (typeof given[name] !== 'boolean') problems.push(`${name} is ${JSON.stringify(given[name])}: true or false is expected`);
  }
  if (!Array.isArray(given.sources) || !given.sources.every(isSource)) problems.push('sources is not a list of sources');
  const thresholds = (given.thresholds ?? {}) as { [tier: string]: unknown };
  for (const tier of TIERS) if (!LEVELS.includes(thresholds[tier])) problems.push(`thresholds.${tier} is ${JSON.stringify(thresholds[tier])}`);
  if (problems.length > 0) throw new Error(`SEC3_FEED: ${problems.join('; ')}`);
  return given as unknown as Configuration;
}

/** The purpose of an invocation. */
export type FeedEvent = { readonly action: 'read'; readonly source: string } | { readonly action: 'digest' };

/** @throws Error for an event that no schedule of the feed sends */
export function readEvent(event: unknown, { sources }: Configuration): FeedEvent {
  const { action, source } = (typeof event === 'object' && event !== null ? event : {}) as { action?: unknown; source?: unknown };
  if (action === 'digest') return { action };
  if (action === 'read' && typeof source === 'string' && sources.some(({ id }) => id === source)) return { action, source };
  throw new Error(`${JSON.stringify(event)?.slice(0, 200)} is not an event of this feed: it reads ${sources.map(({ id }) => id).join(', ')}`);
}

function parsed(text: string): { readonly [name: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  if (typeof value !== 'object' || value === null) throw new Error(`SEC3_FEED is ${JSON.stringify(text.slice(0, 200))}: a JSON object is expected`);
  return value as { readonly [name: string]: unknown };
}

function isSource(value: unknown): boolean {
  const { id, title, url, secret } = (value ?? {}) as { [name: string]: unknown };
  return typeof id === 'string' && id !== '' && [title, url, secret].every((text) => text === undefined || typeof text === 'string');
}
