/** Messages for people: emails, chats and text messages. */
import type { AffectedPackage, BulletinNotification, BurstNotification, Change, DigestEntry, DigestNotification, Notification } from './notification';
import type { Tier } from './relevance';

/** A message of Amazon SNS. */
export interface SnsMessage {
  /** One line of at most 100 ASCII characters. */
  readonly subject: string;
  /** JSON with a text for each protocol. */
  readonly message: string;
  readonly attributes: { readonly [name: string]: string };
}

type Texts = readonly [subject: string, text: string, chat: object];

/** SNS limits a message, for all protocols together, to 262,144 bytes. A character can have several bytes. */
const MOST_CHARACTERS = 30_000;
const MOST_CHAT_CHARACTERS = 8_000;

/** Labels of the tiers of relevance. */
export const TIER_WORDS: { readonly [tier in Tier]: string } = {
  affected: 'affects your functions',
  service: 'names a service in use',
  exploited: 'exploited in the wild',
  awareness: 'for awareness',
};

const CHANGES: { readonly [change in Change]: string } = {
  'new': 'It is new.',
  'changed': 'It has changed since the last message.',
  'exploited': 'It is now known to be exploited.',
  'affects-more': 'It now affects more of this workload.',
};

/** Returns a message for SNS: text, and the format of Amazon Q Developer in chat applications for HTTPS endpoints. */
export function snsMessage(notification: Notification): SnsMessage {
  const [subject, text, chat] = textsOf(notification);
  const message = { default: limited(text, MOST_CHARACTERS), sms: limited(subject, 140), https: JSON.stringify(chat) };
  return { subject: ascii(subject), message: JSON.stringify(message), attributes: attributesOf(notification) };
}

function textsOf(notification: Notification): Texts {
  switch (notification.kind) {
    case 'bulletin':
      return bulletinTexts(notification);
    case 'burst':
      return burstTexts(notification);
    case 'digest':
      return digestTexts(notification);
  }
}

function bulletinTexts(notification: BulletinNotification): Texts {
  const { severity, tier, title, notificationId, source, thread } = notification;
  const facts = factsOf(notification);
  const affected = notification.affected.map(affectedLine);
  const text = [
    title,
    '',
    ...facts,
    ...(affected.length > 0 ? ['', 'Affected:', ...affected.map((line) => `- ${line}`)] : []),
    '',
    notification.summary,
    ...(notification.link === null ? [] : ['', notification.link]),
    '',
    `Notification ${notificationId}: the same id means that this message is a repetition.`,
  ].join('\n');
  const steps = affected.length > 0 ? affected : notification.link === null ? [] : [`Read ${notification.link}`];
  const description = [...facts, notification.summary, ...(notification.link === null ? [] : [notification.link])].join('\n');
  const chat = chatMessage(notificationId, title, description, steps, [severity, tier, source], thread);
  return [`[${severity}, ${TIER_WORDS[tier]}] ${title}`, text, chat];
}

function factsOf(notification: BulletinNotification): string[] {
  const { severity, tiers, exploited, epss, services, aliases, bulletinId, sourceTitle, change, published } = notification;
  return [
    `Severity: ${severity}${severity === 'unknown' ? ', which does not mean low' : ''}`,
    `Why you get this message: ${tiers.map((tier) => TIER_WORDS[tier]).join('; ')}. ${CHANGES[change]}`,
    ...(exploited ? ['Exploited in the wild: yes'] : []),
    ...(epss === null ? [] : [`Likelihood of being exploited within 30 days (EPSS): ${(epss * 100).toFixed(1)} %`]),
    ...(services.length > 0 ? [`Services in use that it names: ${services.join(', ')}`] : []),
    `Source: ${sourceTitle}, ${[bulletinId, ...aliases].join(', ')}`,
    ...(published === null ? [] : [`Published: ${published}`]),
  ];
}

/** `lodash@4.17.20 in Orders/Create and 2 more: update to 4.17.21`. */
export function affectedLine({ name, version, fixedIn, functions, functionCount }: AffectedPackage): string {
  const more = functionCount - functions.length;
  const places = `${functions.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${name}@${version} in ${places}: ${fixedIn === null ? 'no fixed version is known' : `update to ${fixedIn}`}`;
}

function digestTexts({ week, total, entries, sources, unknownFunctions, notificationId }: DigestNotification): Texts {
  const subject = `Security bulletins of ${week}: ${total} below the thresholds`;
  const text = [
    `${total} bulletins came in week ${week} without a message of their own.`,
    '',
    ...entryLines(entries, total),
    '',
    'Sources, and when they were last read:',
    ...sources.map(({ title, readAt }) => `- ${title}: ${readAt ?? 'never'}`),
    ...(unknownFunctions.length === 0 ? [] : ['', `Bulletins may be missed, since it is not known in full what these ship: ${unknownFunctions.join(', ')}`]),
  ].join('\n');
  const chat = chatMessage(notificationId, subject, text, ['Review the list'], ['digest'], `digest/${week}`);
  return [subject, text, chat];
}

function burstTexts({ total, entries, notificationId }: BurstNotification): Texts {
  const subject = `${total} more security bulletins at once`;
  const text = [
    `${total} bulletins came at once, besides those that have a message of their own. The event bus has an event for each.`,
    '',
    ...entryLines(entries, total),
    '',
    `Notification ${notificationId}: the same id means that this message is a repetition.`,
  ].join('\n');
  return [subject, text, chatMessage(notificationId, subject, text, ['Review the list'], ['burst'], `burst/${notificationId}`)];
}

function entryLines(entries: readonly DigestEntry[], total: number): string[] {
  const more = total - entries.length;
  return [...entries.map(entryLine), ...(more > 0 ? [`and ${more} more, less near or less severe`] : [])];
}

function entryLine({ severity, tier, title, bulletinId, link, functions }: DigestEntry): string {
  const name = title.includes(bulletinId) ? title : `${bulletinId}: ${title}`;
  const places = functions.length > 0 ? ` (${functions.join(', ')})` : '';
  return `- [${severity}, ${TIER_WORDS[tier]}] ${name}${places}${link === null ? '' : ` ${link}`}`;
}

/**
 * Returns a custom notification of Amazon Q Developer in chat applications.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
function chatMessage(id: string, title: string, description: string, steps: readonly string[], keywords: readonly string[], thread: string): object {
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: forChat(limited(title, 250)),
      description: forChat(limited(description, MOST_CHAT_CHARACTERS)),
      nextSteps: steps.slice(0, 10).map((step) => forChat(limited(step, 500))),
      keywords,
    },
    metadata: { threadId: thread, summary: forChat(limited(title, 250)), eventType: 'security-bulletin' },
  };
}

/** External text must not mention users or contain disguised links. */
function forChat(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\]\(/g, '] (').replace(/@(?=\S)/g, '@\u2060');
}

function attributesOf(notification: Notification): { [name: string]: string } {
  const { kind, notificationId } = notification;
  if (notification.kind === 'burst') return { kind, notificationId };
  if (notification.kind === 'digest') return { kind, notificationId, week: notification.week };
  const { thread, source, bulletinId, tier, severity, exploited, change } = notification;
  return { kind, notificationId, thread, source, bulletinId, tier, severity, change, exploited: String(exploited) };
}

function limited(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Returns a valid subject for SNS. */
function ascii(text: string): string {
  const printable = text.replace(/[‐-―]/g, '-').replace(/[‘’]/g, "'").replace(/…/g, '...').replace(/[^\x20-\x7e]/g, '?').trim();
  return printable.length <= 100 ? printable : `${printable.slice(0, 97).trimEnd()}...`;
}
