/**
 * Detects secrets by names and values. No function here returns any part of a value, so that messages can't
 * disclose one.
 */

import { tokenFormatIn } from '../../aws/token-formats';
import { isObject } from '../../json/json-object';

/** A text inside a value: the value itself, or a member of the JSON in the value. */
export interface Leaf {
  /** The keys that lead to it, such as `db.password`; empty for the value itself. */
  readonly path: string;
  /** The last of these keys; undefined for the value itself. */
  readonly key?: string;
  readonly text: string;
}

/** Words that name a secret on their own. */
const SECRET_WORDS = new Set([
  'password', 'passwords', 'passwd', 'passphrase', 'passcode', 'pwd', 'pw', 'secret', 'secrets', 'token', 'credential', 'credentials', 'cred', 'creds',
  'bearer', 'hmac', 'mnemonic', 'pepper', 'privkey',
  'passwort', 'kennwort', 'contrasena', 'senha', 'wachtwoord', 'parola', 'motdepasse',
  'apikey', 'apikeys', 'apitoken', 'authtoken', 'accesstoken', 'secretkey', 'privatekey', 'accesskey', 'dbpassword', 'clientsecret',
]);

/** Words that name a secret if one of the given words precedes them. */
const SECRET_PAIRS: { readonly [second: string]: ReadonlySet<string> } = {
  key: new Set([
    'api', 'private', 'access', 'secret', 'signing', 'encryption', 'auth', 'master', 'shared', 'hmac', 'webhook', 'license', 'account', 'app',
    'session', 'ssh', 'subscription', 'admin', 'aes', 'cipher', 'cookie', 'jwt', 'enc', 'crypto', 'crypt', 'anthropic', 'cohere', 'datadog', 'gemini', 'huggingface',
    'mailgun', 'mistral', 'openai', 'pagerduty', 'pinecone', 'sendgrid', 'stripe', 'tavily', 'twilio',
  ]),
  pat: new Set(['ado', 'azure', 'bitbucket', 'devops', 'gh', 'git', 'github', 'gitlab', 'jira']),
  pass: new Set(['admin', 'auth', 'database', 'db', 'ftp', 'key', 'keystore', 'login', 'mail', 'mysql', 'pg', 'postgres', 'redis', 'root', 'smtp', 'user']),
  passe: new Set(['de']),
  pin: new Set(['access', 'admin', 'card', 'login', 'security', 'sim', 'user']),
  sk: new Set(['stripe']),
  string: new Set(['connection', 'conn']),
  str: new Set(['connection', 'conn']),
  seed: new Set(['hotp', 'otp', 'totp']),
  signing: new Set(['cookie', 'jwt', 'session', 'token', 'webhook']),
  phrase: new Set(['recovery', 'seed']),
  auth: new Set(['basic', 'mail', 'proxy', 'redis', 'rediscli', 'smtp']),
};

/** Endings of words that name a secret, with a prefix that is not separated: `PGPASSWORD`. */
const SECRET_ENDING =
  /(?:password|passwd|passphrase|secret|token|(?:api|secret|private|access)key|^(?:admin|db|ftp|mail|mysql|pg|postgres|redis|root|smtp|user)(?:pass|pwd?))$/;

/** Words after the name of a secret that make it a name of something about the secret. */
const ABOUT_WORDS = new Set([
  'access', 'age', 'alg', 'algorithm', 'alias', 'arn', 'arns', 'attempts', 'attribute', 'audience', 'auth', 'authority', 'bucket', 'bus', 'cache', 'charset',
  'check', 'class', 'client', 'column', 'columns', 'complexity', 'connections', 'contact', 'count', 'date', 'days', 'description', 'dir', 'directory', 'disabled', 'domain', 'duration', 'email', 'enabled',
  'encoding', 'endpoint', 'env', 'event', 'events', 'exchange', 'expiration', 'expires', 'expiry', 'extension', 'field', 'file', 'filename', 'format',
  'function', 'generator', 'grant', 'group', 'handler', 'header', 'history', 'host', 'hours', 'id', 'ids', 'index', 'interval', 'issuer', 'label',
  'lambda', 'lease', 'length', 'level', 'lifetime', 'limit', 'location', 'manager', 'max', 'maximum', 'millis', 'min', 'minimum', 'minutes', 'mode',
  'ms', 'name', 'names', 'namespace', 'owner', 'page', 'param', 'parameter', 'parameters', 'params', 'path', 'paths', 'pattern', 'period', 'policy', 'port',
  'prefix', 'provider', 'queue', 'ref', 'regex', 'region', 'required', 'reset', 'retries', 'role', 'rotation', 'route', 'schema', 'scope', 'scopes',
  'seconds', 'service', 'size', 'source', 'stage', 'status', 'storage', 'store', 'stream', 'subject', 'suffix', 'table', 'template', 'timeout', 'topic', 'ttl',
  'type', 'uri', 'url', 'username', 'validation', 'validator', 'validity', 'verification', 'version', 'versions',
]);

/** Words in front of a name that make it the name of a number or a switch. */
const SETTING_WORDS = new Set(['allow', 'disable', 'enable', 'has', 'is', 'max', 'min', 'no', 'num', 'require', 'skip', 'use', 'validate']);

/** Words of names whose values are random and public: identifiers, hashes, public keys. */
const PUBLIC_WORDS = new Set([
  'account', 'arn', 'build', 'cert', 'certificate', 'checksum', 'client', 'commit', 'digest', 'distribution', 'etag', 'fingerprint', 'hash', 'id',
  'ids', 'image', 'kid', 'md5', 'org', 'pool', 'project', 'public', 'publishable', 'revision', 'sha', 'sha1', 'sha256', 'site', 'tag', 'tenant',
  'thumbprint', 'url', 'uri', 'version', 'zone',
]);

/** Formats of secrets, with their names; those of most issuers are in the table of token formats. */
const FORMATS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['an AWS access key id', /(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/],
  ['a GitHub token', /(?<![A-Za-z0-9])(?:gh[opusr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})/],
  ['a GitLab token', /(?<![A-Za-z0-9])gl(?:pat|dt|ptt|rt|cbt|soat)-[\w-]{20}/],
  ['a Slack token', /(?<![A-Za-z0-9])x(?:ox[abeoprs]|app)-[A-Za-z0-9-]{10}/],
  ['a Slack webhook', /hooks\.slack\.com\/(?:services|workflows)\/\w+\/\w+\/\w+/],
  ['a Discord webhook', /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20}/],
  ['a Stripe key', /(?<![A-Za-z0-9])(?:[rs]k_(?:live|test)_[A-Za-z0-9]{10}|whsec_[A-Za-z0-9+/]{20})/],
  ['a Google API key', /(?<![A-Za-z0-9])AIza[\w-]{35}/],
  ['a Google OAuth secret', /(?<![A-Za-z0-9])(?:GOCSPX-[\w-]{20}|ya29\.[\w-]{20})/],
  ['a PyPI token', /(?<![A-Za-z0-9])pypi-AgE[\w-]{40}/],
  ['a SendGrid key', /(?<![A-Za-z0-9])SG\.[\w-]{16,}\.[\w-]{16}/],
  ['a Twilio key', /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/],
  ['a Mailgun key', /(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![A-Za-z0-9])/],
  ['an OpenAI or Anthropic key', /(?<![A-Za-z0-9-])sk-(?:(?:proj|svcacct|ant)-[\w-]{20}|[A-Za-z0-9]{32})/],
  ['a Vault token', /(?<![A-Za-z0-9])hv[bs]\.[\w-]{20}/],
  ['a Telegram bot token', /(?:(?<![A-Za-z0-9])|(?<=\/bot))\d{8,10}:[\w-]{35}(?![\w-])/],
  ['a Docker token', /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[\w-]{20}/],
  ['a Tailscale key', /(?<![A-Za-z0-9])tskey-(?:auth|api|client)-\w{8,}-\w{16}/],
  ['a signature of an address', /[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=[\w%+/-]{32}/],
  ['a JSON Web Token', /(?<![A-Za-z0-9])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8}/],
  ['an HTTP authorization header', /^(?:Bearer|Basic) [\w+/.~=-]{8,}$/i],
  ['an address with a password', /(?<=[a-z0-9+.-]):\/\/[^/?#\s:@]*:(?!\$\{)[^/\s@]+@/i],
  ['a connection string with a password', /(?:^|[;,&?\s])(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?!\$\{)[^;,&\s]{4}/i],
];

/** For each letter, those that often follow it in words of English and of software. */
const FOLLOWERS: { readonly [letter: string]: string } = Object.fromEntries(
  (
    'a:bcdfgilmnprstuvwxy b:aeilosu c:acehiklorstuy d:abcdeilmnoprstu e:abcdefghilmnopqrstuvwxy f:aefilor g:aceghilnoprsu h:aeimort ' +
    'i:abcdefglmnoprstvxz j:e k:eis l:acdeilostuy m:abeimopsu n:acdefgiklmnoprstuv o:abcdfgiklmnoprstuvw p:aceiloprstu q:u r:acdefgiklmnoprstuvy ' +
    's:acefhiklmnoprstuy t:acdefghilmnoprstuwy u:abcdeilmnprst v:aeip w:aeinos x:cept y:acinprst z:aeo'
  )
    .split(' ')
    .map((entry) => entry.split(':')),
);

/** Shorter values can't be distinguished from names. */
const MIN_RANDOM_LENGTH = 20;

/** Shorter parts of a composed text are versions, Regions and stages. */
const MIN_PART_LENGTH = 8;

/** Texts with a smaller readable share are regarded as random. Measured: this misses less than 1% of random keys of 24 characters or more. */
const MIN_READABLE_SHARE = 0.42;

/** Lengths of hashes in hexadecimal digits: SHA-1 (and Git), SHA-224, SHA-256, SHA-384 and SHA-512. */
const HASH_LENGTHS = new Set([40, 56, 64, 96, 128]);

/** Returns the words of a name in any of the usual spellings, in lower case: `dbPassword`, `DB_PASSWORD` and `db-password`. */
export function wordsOf(name: string): string[] {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '');
  return (plain.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
}

/** Checks whether a name suggests that its value is a secret: `DB_PASSWORD`, but not `DB_PASSWORD_ARN`, which is about one. */
export function namesSecret(name: string): boolean {
  const words = wordsOf(name);
  const last = lastSecretWord(words);
  if (last < 0) return false;
  return !words.slice(last + 1).some((word) => ABOUT_WORDS.has(word)) && !SETTING_WORDS.has(words[0]);
}

/** Checks whether a header authenticates the sender or the route of a request. A literal value of it is a secret. */
export function isCredentialHeader(name: string): boolean {
  return /^(?:(?:proxy-)?authorization|(?:x-)?(?:[\w-]+-)?verify|(?:x-)?(?:[\w-]+-)?(?:origin|edge|cdn|cloudfront)-auth|x-[\w-]+-auth)$/i.test(name);
}

/** Checks whether a name suggests that its value refers to something: `TokenTable`, `SecretArn`, `ApiKeyId`. */
export function namesReference(name: string): boolean {
  return ABOUT_WORDS.has(wordsOf(name).pop() ?? '');
}

/** Returns the index of the last word that names a secret, alone or with the word before it. */
function lastSecretWord(words: readonly string[]): number {
  const isSecret = (word: string, index: number) => {
    const pairs = Object.hasOwn(SECRET_PAIRS, word) ? SECRET_PAIRS[word] : undefined;
    return SECRET_WORDS.has(word) || SECRET_ENDING.test(word) || (index > 0 && pairs?.has(words[index - 1]) === true);
  };
  if (isKeyHeader(words)) return words.length - 1;
  // Alone it is a password; within a name it is a pass: FIRST_PASS.
  return words.length === 1 && words[0] === 'pass' ? 0 : words.map(isSecret).lastIndexOf(true);
}

/** Words of keys that are no secrets: of data, and of requests. */
const DATA_KEYS = new Set(['cache', 'dedup', 'deduplication', 'grouping', 'idempotency', 'object', 'partition', 'public', 'routing', 'row', 'sort', 'surrogate']);

/** Checks whether words are the name of a header such as `x-functions-key`, which identifies the sender to a service. */
function isKeyHeader(words: readonly string[]): boolean {
  return words[0] === 'x' && words.at(-1) === 'key' && !words.some((word) => DATA_KEYS.has(word));
}

/** Formats that match the text around a secret, rather than the secret itself. In programs, the secret is often inserted. */
const AROUND_SECRET = /^(?:an address|a connection string|an HTTP authorization header)/;

const ISSUED_FORMATS = FORMATS.filter(([kind]) => !AROUND_SECRET.test(kind));

/** Does the same as {@link secretFormat} for programs: only tokens of issuers, not places where a password is inserted. */
export function issuedFormat(text: string): string | undefined {
  return ISSUED_FORMATS.find(([, pattern]) => pattern.test(text))?.[0] ?? tokenKind(text);
}

/** Checks whether a text is a placeholder for a value: `<password>`, `YOUR_API_KEY`, `xxxx`. */
export function isPlaceholder(value: string): boolean {
  return /^(?:<[^<>]+>|\[[^[\]]+\]|(?:your|my|insert|enter|replace|put)[-_ ]\w.*|replace[-_ ]?me|x{3,}|\*{3,}|\.{3,}|placeholder|tbd|todo|dummy|n\/a)$/i.test(value.trim());
}

/** Returns the kind of secret that a text contains by its format, with an article; undefined if none is recognized. */
export function secretFormat(text: string): string | undefined {
  return FORMATS.find(([, pattern]) => pattern.test(text))?.[0] ?? tokenKind(text);
}

function tokenKind(text: string): string | undefined {
  const id = tokenFormatIn(text);
  return id && `what has the format of ${id}`;
}

/** Checks whether a value under a secret's name is not a secret: empty, a switch, a placeholder, an ARN, an address, the path of a parameter. */
export function isHarmless(value: string): boolean {
  const text = value.trim();
  if (/^(?:|true|false|yes|no|on|off|none|null|undefined)$/i.test(text)) return true;
  return isPlaceholder(text) || isReference(text);
}

/** Checks whether a value says where something is: an ARN, an address, the path of a parameter, a secret that Amazon EMR reads itself. */
export function isReference(value: string): boolean {
  const text = value.trim();
  if (/^(?:EMR\.secret@)?arn:[\w-]*:/.test(text) || /^(?:https?|wss?|s3):\/\//i.test(text)) return true;
  const isPath = /^\/[\w.-]+(?:\/[\w.-]+)*$/.test(text) || /^[a-z][\w.-]*(?:\/[a-z0-9_.-]+)+$/.test(text);
  return isPath && !looksRandom(text);
}

/**
 * Checks whether a text looks like a generated key: at least 20 characters of base64 or hexadecimal with hardly any readable
 * words. Hashes, UUIDs, identifiers of AWS resources, and names with a suffix from CloudFormation or the CDK look
 * similar, but are excluded.
 */
export function looksRandom(value: string): boolean {
  const text = value.trim();
  if (text.length < MIN_RANDOM_LENGTH || !/^[A-Za-z0-9+/_.~-]+={0,2}$/.test(text) || isPublicFormat(text)) return false;
  if (/^(?=.*\d)[0-9a-f]+$/i.test(text)) return true;
  const name = withoutSuffixes(text);
  // Base64 mixes cases, and its separators have no meaning; in other texts they separate words.
  if (/[a-z]/.test(name) && /[A-Z]/.test(name)) return readableShare(name) < MIN_READABLE_SHARE;
  return name.split(/[^A-Za-z0-9]+/).some((piece) => piece.length >= MIN_RANDOM_LENGTH && readableShare(piece) < MIN_READABLE_SHARE);
}

/** Checks whether a text that is composed at deployment has a part that looks random: `orders-${Stage}-b7d1e9f3a25c`. */
export function hasRandomPart(text: string): boolean {
  const written = text.replace(/\$\{[^}]*\}/g, ' ').replace(/\{\{resolve:.*?\}\}/g, ' ');
  return written.split(/[^A-Za-z0-9]+/).some((piece) => piece.length >= MIN_PART_LENGTH && /\d/.test(piece) && /[a-z]/i.test(piece) && readableShare(piece) < MIN_READABLE_SHARE);
}

/** Returns a name without the suffixes that CloudFormation and the CDK add: `Stack-Orders7B4C8E9A-1QZ2X3C4V5B6`. */
function withoutSuffixes(name: string): string {
  return name.replace(/-[A-Za-z0-9]{11,13}(?:\.fifo)?$/, '').replace(/(?<=[A-Za-z])[0-9A-F]{8}(?=$|[-_])/g, '');
}

function isPublicFormat(text: string): boolean {
  if (/^\d+$/.test(text)) return true;
  return (
    (/^[0-9a-f]+$/i.test(text) && HASH_LENGTHS.has(text.length)) ||
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ||
    /^[a-z][a-z-]*-[0-9a-f]{8,17}$/.test(text) ||
    /^(?:md5|sha\d+)[-:]/i.test(text) ||
    /^pk_(?:live|test)_/.test(text) ||
    // A host name.
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(text) ||
    // A file named by the hash of its content, as assets of the CDK are.
    /^[0-9a-f]{32,64}\.\w+$/.test(text)
  );
}

/** Returns the share of letters and digits that belong to readable words. */
function readableShare(text: string): number {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  const readable = words.filter(isReadable).reduce((sum, word) => sum + word.length, 0);
  return readable / Math.max(1, text.replace(/[^A-Za-z0-9]/g, '').length);
}

function isReadable(word: string): boolean {
  if (word.length < 3) return false;
  const letters = word.toLowerCase();
  let usual = 0;
  for (let i = 1; i < letters.length; i += 1) {
    const isUsual = FOLLOWERS[letters[i - 1]].includes(letters[i]) || letters.charCodeAt(i) === letters.charCodeAt(i - 1) + 1;
    if (isUsual) usual += 1;
  }
  return usual / (letters.length - 1) >= 0.85;
}

/** Checks whether random values under a name are common and public: `CLIENT_ID`, `GIT_COMMIT`, `PUBLIC_KEY`. */
export function namesPublicValue(name: string): boolean {
  return wordsOf(name).some((word) => PUBLIC_WORDS.has(word));
}

/** Returns the texts inside a value: the members if it is JSON, otherwise the value itself. */
export function leavesOf(text: string): Leaf[] {
  if (/^\s*[{[]/.test(text)) {
    // A value inserted at deployment may be without quotes, since it may be a number.
    const quoted = text.replace(/([:[,]\s*)(\$\{[^}]*\})(?=\s*[,}\]])/g, '$1"$2"');
    try {
      return members(JSON.parse(quoted) as unknown, []);
    } catch {
      // Not JSON.
    }
  }
  return [{ path: '', text }];
}

/** Members with the name and the value of a variable, as services spell them. */
const PAIRS: readonly (readonly [name: string, value: string])[] = [
  ['name', 'value'], ['Name', 'Value'], ['key', 'value'], ['Key', 'Value'], ['ParameterKey', 'ParameterValue'],
];

function members(value: unknown, path: readonly string[], key?: string): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => members(item, [...path, String(index)], key));
  if (!isObject(value)) return value === null ? [] : [{ path: path.join('.'), key, text: String(value) }];
  const { type = 'PLAINTEXT' } = value;
  // In a list of variables, the name of each is a value: {"name": "TOKEN", "value": "...", "type": "PLAINTEXT"}.
  const pair = PAIRS.find(([nameKey, valueKey]) => typeof value[nameKey] === 'string' && Object.hasOwn(value, valueKey));
  return Object.entries(value).flatMap(([member, inner]) => {
    // The default of a parameter has the meaning of the parameter.
    if (member !== pair?.[1]) return members(inner, [...path, member], /^default(?:Value)?$/i.test(member) ? key ?? member : member);
    const name = value[pair[0]] as string;
    return type === 'PLAINTEXT' ? members(inner, [...path, name], name) : [];
  });
}
