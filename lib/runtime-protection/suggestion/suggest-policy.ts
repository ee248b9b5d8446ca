import { isIP } from 'net';
import type { GuardEvent } from './guard-log';
import { hostProblem } from '../template/host-entry';
import { RUNTIME_CATEGORIES, RuntimeCategoryName, STANDARD_BLOCKS } from '../template/runtime-policy-document';

/** Something that was seen, with how often and why it is or is not permitted. */
export interface Seen {
  readonly target: string;
  readonly count: number;
  /** Why a person has to decide; absent where it is permitted. */
  readonly reason?: string;
}

/** A policy as it could be, made of what was seen. */
export interface PolicySuggestion {
  /** Hosts that were called by their names. */
  readonly allowedHosts: readonly Seen[];
  /** Hosts that are not permitted, and why. */
  readonly otherHosts: readonly Seen[];
  /** What was seen of other categories, none of which is permitted. */
  readonly others: readonly { readonly category: RuntimeCategoryName; readonly blocked: boolean; readonly seen: readonly Seen[] }[];
}

/** Where clouds hand out credentials of the machine, which no function has a use for. */
const METADATA = /^(?:169\.254\.\d+\.\d+|fd00:ec2::\w+|metadata(?:\.google\.internal)?|instance-data(?:\.ec2\.internal)?)$/i;

const PRIVATE = /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:|fe80:|::1$)/i;

/** Longer labels than people give to hosts: data may travel in the name. */
const MOST_OF_LABEL = 40;

/** More names below one domain than a program has a use for. */
const MOST_NAMES = 10;

/** Most hosts of a policy. */
const MOST_HOSTS = 100;

const REASONS = {
  metadata: 'it hands out credentials of a machine; a function that asks for it may be attacked',
  socket: 'a local socket is never allowed by name; set network to allow, or alert, where it is needed',
  notKnown: 'it is no host that a policy can name',
  long: `a part of it has more than ${MOST_OF_LABEL} characters, in which data may leave`,
  many: `there are more than ${MOST_NAMES} names below one domain, in which data may leave; allow the domain by *. where it is known`,
  inside: 'a private address: allow it, or a range, where it is yours',
  address: 'an address without a name: it may belong to a name above, which is then enough',
  tooMany: `a policy has at most ${MOST_HOSTS} hosts: put several together by *.`,
} as const;

/** Makes a suggestion of events. Nothing is permitted but hosts that were called by ordinary names. */
export function suggestPolicy(events: readonly GuardEvent[]): PolicySuggestion {
  const hosts = counted(events.filter(({ category }) => category === 'network').map((event) => ({ ...event, target: hostOf(event.target) })));
  const crowded = crowdedDomains(hosts.map(({ target }) => target));
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
      const targets = counted(events.filter((event) => event.category === category));
      const seen = targets.map((each) => ({ ...each, reason: categoryReason(category, each.target) }));
      return seen.length === 0 ? [] : [{ category, blocked: STANDARD_BLOCKS.includes(category), seen }];
    }),
  };
}

/** A host as a policy has it: without a dot at its end; the port stays where one was seen. */
function hostOf(target: string): string {
  return target.toLowerCase().replace(/\.(?=$|:\d+$)/, '');
}

/** Without its port and without brackets. */
function nameOf(host: string): string {
  return host.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^([^:]*):\d+$/, '$1');
}

function reasonAgainst(host: string, crowded: ReadonlySet<string>): string | undefined {
  const name = nameOf(host);
  if (METADATA.test(name)) return REASONS.metadata;
  if (host.startsWith('unix:')) return REASONS.socket;
  if (isIP(name) > 0) return PRIVATE.test(name) ? REASONS.inside : REASONS.address;
  if (hostProblem(host) !== undefined || !name.includes('.')) return REASONS.notKnown;
  if (name.split('.').some((label) => label.length > MOST_OF_LABEL)) return REASONS.long;
  return crowded.has(domainOf(name)) ? REASONS.many : undefined;
}

/** Domains below which there are more names than a program has a use for. */
function crowdedDomains(hosts: readonly string[]): ReadonlySet<string> {
  const below = new Map<string, Set<string>>();
  for (const name of hosts.map(nameOf).filter((each) => isIP(each) === 0)) {
    below.set(domainOf(name), (below.get(domainOf(name)) ?? new Set()).add(name));
  }
  return new Set([...below].filter(([, names]) => names.size > MOST_NAMES).map(([domain]) => domain));
}

function domainOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}

function categoryReason(category: RuntimeCategoryName, target: string): string {
  if (category === 'fileWrite') return /^\/tmp(?:\/|$)/.test(target) ? 'in /tmp, which the standard policy reports and lets happen' : 'outside of /tmp';
  return STANDARD_BLOCKS.includes(category) ? 'the standard policy blocks it' : 'the standard policy reports it and lets it happen';
}

/** Targets, the most frequent first, each with how often it was seen. */
function counted(events: readonly GuardEvent[]): Seen[] {
  const counts = new Map<string, number>();
  for (const { target, count } of events) counts.set(target, (counts.get(target) ?? 0) + count);
  return [...counts].map(([target, count]) => ({ target, count })).sort((a, b) => b.count - a.count || (a.target < b.target ? -1 : 1));
}
