/**
 * SEC 3 of the AWS Well-Architected Serverless Lens as data: its best practices and the lines of its
 * improvement plan. Rules, reports and documentation refer to these ids only.
 *
 * Titles are those of the Lens; each line's text is a summary in this project's words.
 */

/** The five best practices of SEC 3, named as the rooms of this library. */
export type PracticeId = 'awareness' | 'secrets' | 'dependencies' | 'inbound-events' | 'runtime-protection';

/** The lines of the improvement plan. */
export type ItemId =
  | 'awareness/feeds'
  | 'awareness/notifications'
  | 'secrets/manager'
  | 'secrets/minimal-access'
  | 'secrets/permissive-policies'
  | 'secrets/rotation'
  | 'dependencies/combined-review'
  | 'dependencies/automated-tools'
  | 'dependencies/manual-review'
  | 'dependencies/certification'
  | 'dependencies/every-commit'
  | 'inbound-events/request-validation'
  | 'inbound-events/untrusted-data'
  | 'inbound-events/data-correctness'
  | 'inbound-events/fuzzing'
  | 'runtime-protection/lock-out'
  | 'runtime-protection/interception';

/** One line of the improvement plan. */
export interface ChecklistItem {
  readonly id: ItemId;
  /** What the line asks for. */
  readonly text: string;
}

/** One best practice of SEC 3. */
export interface Practice {
  readonly id: PracticeId;
  /** The title that the Serverless Lens gives it. */
  readonly title: string;
  readonly items: readonly ChecklistItem[];
}

/** The question itself. */
export const QUESTION = {
  id: 'SEC 3',
  title: 'How do you implement application security in your workload?',
  link: 'https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/security.html',
} as const;

/** Every best practice with its lines, in the order of the Lens. */
export const PRACTICES: readonly Practice[] = [
  {
    id: 'awareness',
    title: 'Review security awareness documents frequently',
    items: [
      { id: 'awareness/feeds', text: 'Read news from several security sources that matter to the technologies in use, regularly.' },
      { id: 'awareness/notifications', text: 'Be notified of critical threats in near-real time.' },
    ],
  },
  {
    id: 'secrets',
    title: 'Store secrets that are used in your code securely',
    items: [
      { id: 'secrets/manager', text: 'Keep passwords and API keys in a secrets manager, apart from code.' },
      { id: 'secrets/minimal-access', text: 'Grant access to a secret only to those who need it.' },
      { id: 'secrets/permissive-policies', text: 'Give other environments and other people no access to a secret.' },
      { id: 'secrets/rotation', text: 'Rotate secrets frequently, so that a leaked one soon is worthless.' },
    ],
  },
  {
    id: 'dependencies',
    title: 'Automatically review workload’s code dependencies/libraries',
    items: [
      { id: 'dependencies/combined-review', text: 'Review code and dependencies both automatically and by hand.' },
      { id: 'dependencies/automated-tools', text: 'Let tools find over-complex code and known vulnerabilities.' },
      { id: 'dependencies/manual-review', text: 'Let people review what tools cannot judge, end to end.' },
      { id: 'dependencies/certification', text: 'Certify each dependency before it is added.' },
      { id: 'dependencies/every-commit', text: 'Check dependencies on every commit, and periodically.' },
    ],
  },
  {
    id: 'inbound-events',
    title: 'Validate inbound events',
    items: [
      { id: 'inbound-events/request-validation', text: 'Have API Gateway reject requests that do not match their schema.' },
      { id: 'inbound-events/untrusted-data', text: 'Do not trust data because a client sent it.' },
      { id: 'inbound-events/data-correctness', text: 'Check meaning as well as structure: types, patterns, ranges, normal forms.' },
      { id: 'inbound-events/fuzzing', text: 'Test inputs by fuzzing.' },
    ],
  },
  {
    id: 'runtime-protection',
    title: 'Implement runtime protection to help prevent against malicious code execution',
    items: [
      { id: 'runtime-protection/lock-out', text: 'Lock out what a function does not need: child processes, network, local files, permissions.' },
      { id: 'runtime-protection/interception', text: 'Intercept before and after each invocation from outside the application’s code.' },
    ],
  },
];

const practiceOfItem = new Map<ItemId, Practice>(
  PRACTICES.flatMap((practice) => practice.items.map((item) => [item.id, practice] as const)),
);

/** Returns the best practice that a line belongs to. */
export function practiceOf(item: ItemId): Practice {
  return practiceOfItem.get(item)!;
}
