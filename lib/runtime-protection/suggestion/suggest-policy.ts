import { isIP } from 'net';
import { crowdedDomains, encodedPart, MOST_LABELS, MOST_NAMES, MOST_OF_LABEL } from './encoded-names';
import type { GuardEvent } from './guard-log';
import { hostProblem } from '../template/host-entry';
import { RUNTIME_CATEGORIES, RuntimeCategoryName, STANDARD_BLOCKS } from '../template/runtime-policy-document';
import { registeredDomain } from '../template/shared-domains';

/** An observed target, with its count. */
export interface Seen {
  readonly target: string;
  readonly count: number;
  /** The reason why the user has to decide; undefined if the policy permits it. */
  readonly reason?: string;
}

/** A suggested policy, based on observed events. */
export interface PolicySuggestion {
  /** Permitted hosts. */
  readonly allowedHosts: readonly Seen[];
  /** Hosts that are not permitted, and why. */
  readonly otherHosts: readonly Seen[];
  /** Observed targets of other categories, which are not permitted. */
  readonly others: readonly { readonly category: RuntimeCategoryName; readonly blocked: boolean; readonly seen: readonly Seen[] }[];
}

/** Metadata addresses of clouds with credentials of the machine, which functions do not need. */
const METADATA = /^(?:169\.254\.\d+\.\d+|fd00:ec2::\w+|metadata(?:\.google\.internal)?|instance-data(?:\.ec2\.internal)?)$/i;

const PRIVATE = /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:|fe80:|::1$)/i;

/** Maximum number of hosts in a policy. */
const MOST_HOSTS = 100;

const REASONS = {
  metadata: 'it provides credentials of a machine; a request for them can be an attack',
  socket: 'a local socket is never allowed by name; set network to allow, or alert, where it is needed',
  notKnown: 'a policy can’t name this host',
  pattern: 'no host has this name: it is a pattern or a range, and anyone who writes to the log may have put it there',
  key: 'a part of it looks like the id of an access key, so the name may carry it out',
  encoded: 'a part of it looks like encoded data, so the name may carry it out',
  deep: `it has more than ${MOST_LABELS} parts, which may carry data out`,
  long: `a part of it has more than ${MOST_OF_LABEL} characters, which may carry data out`,
  many: `there are more than ${MOST_NAMES} names, or numbered ones, below one domain, which may carry data out; allow the domain by *. where it is known`,
  inside: 'a private address: allow it, or a range, where it is yours',
  address: 'an address without a name: it may belong to a name above, which is then enough',
  tooMany: `a policy has at most ${MOST_HOSTS} hosts: put several together by *.`,
} as const;

/** Creates a suggestion from events. It only permits hosts with ordinary names. */
export function suggestPolicy(events: readonly GuardEvent[]): PolicySuggestion {
  const hosts = counted(events.filter(({ category }) => category === 'network').map((event) => ({ ...event, target: hostOf(targetOf(event)) })));
  const crowded = crowdedDomains(hosts.map(({ target }) => nameOf(target)).filter((name) => isIP(name) === 0));
  const judged = hosts.map((seen): Seen => ({ ...seen, reason: reasonAgainst(seen.target, crowded) }));
  const named = judged.filter(({ reason }) => reason === undefined);
  const categories = RUNTIME_CATEGORIES.filter((category) => category !== 'network');
  return {
    allowedHosts: named.slice(0, MOST_HOSTS),
    otherHosts: [
      ...named.slice(MOST_HOSTS).map((seen) => ({ ...seen, reason: REASONS.tooMany })),
      ...judged.filter(({ reason }) => reason !== undefined),
    ],
    others: categories.flatMap((category) => {
      const targets = counted(events.filter((event) => event.category === category).map((event) => ({ ...event, target: targetOf(event) })));
      const seen = targets.map((each) => ({ ...each, reason: categoryReason(category, each.target) }));
      return seen.length === 0 ? [] : [{ category, blocked: STANDARD_BLOCKS.includes(category), seen }];
    }),
  };
}

/** Returns the target; the called function if the guard does not know the target. */
function targetOf({ target, api }: GuardEvent): string {
  return target ?? `(no target known, by ${api})`;
}

/** Returns a host as a policy has it: without a dot at its end; the port stays where one was seen. */
function hostOf(target: string): string {
  return target.toLowerCase().replace(/\.(?=$|:\d+$)/, '');
}

/** Returns a host without its port and brackets. */
function nameOf(host: string): string {
  return host.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^([^:]*):\d+$/, '$1');
}

function reasonAgainst(host: string, crowded: ReadonlySet<string>): string | undefined {
  const name = nameOf(host);
  if (METADATA.test(name)) return REASONS.metadata;
  if (host.startsWith('unix:')) return REASONS.socket;
  if (isIP(name) > 0) return PRIVATE.test(name) ? REASONS.inside : REASONS.address;
  if (/[*/]/.test(host)) return REASONS.pattern;
  if (hostProblem(host) !== undefined || !name.includes('.')) return REASONS.notKnown;
  const part = encodedPart(name);
  if (part !== undefined) return REASONS[part];
  return crowded.has(registeredDomain(name)) ? REASONS.many : undefined;
}

function categoryReason(category: RuntimeCategoryName, target: string): string {
  if (category === 'fileWrite') return /^\/tmp(?:\/|$)/.test(target) ? 'in /tmp, which the standard policy reports and lets happen' : 'outside of /tmp';
  return STANDARD_BLOCKS.includes(category) ? 'the standard policy blocks it' : 'the standard policy reports it and lets it happen';
}

/** Targets, the most frequent first, each with how often it was seen. */
function counted(events: readonly Seen[]): Seen[] {
  const counts = new Map<string, number>();
  for (const { target, count } of events) counts.set(target, (counts.get(target) ?? 0) + count);
  return [...counts].map(([target, count]) => ({ target, count })).sort((a, b) => b.count - a.count || (a.target < b.target ? -1 : 1));
}
