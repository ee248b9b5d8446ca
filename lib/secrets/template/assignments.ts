/** Literal values that programs, scripts and commands assign to names. */
import { isHarmless, isPlaceholder, namesSecret } from './secret-detection';

// A name is only matched from its start: otherwise, time would grow with the square of the length of words.

/** `password: 'abc'`, `"apiKey" = "abc"`, `token => 'abc'`. */
const QUOTED = /(?<![\w.-])[\d.-]*([A-Za-z_][\w.-]*)["']?\s*(?::=?|=>?)\s*(["'`])([^"'`\n]+)\2/g;

/** `export DB_PASSWORD=abc` of a shell, and `fs.s3a.secret.key=abc` of a setting. */
const BARE = /(?:^|[\s;&|?])([A-Za-z_][\w.-]*)=([^\s"'`;&|()<>$]+)(\)?)/gm;

/** `api_key=key,` and `api_key=key)` in a call of Python: a variable. */
const ARGUMENT = /^[A-Za-z_]+[,)]$/;

/** `--db-password abc` and `--token=abc` of a command. */
const OPTION = /(?:^|\s)--?([A-Za-z][\w-]*)(?:=|\s+)["']?([^\s"'`;&|()<>$-][^\s"'`;&|()<>$]*)/g;

/** `headers.set('x-api-key', 'abc')`, `page.type('#password', 'abc')`, `os.environ.get('TOKEN', 'abc')`. */
const PASSED =
  /\b(?:type|fill|set|setValue|setHeader|addHeader|header|setProperty|setRequestHeader|put|append|add|setdefault|setenv|putenv|getenv|environ\.get)\(\s*(["'`])[#.]?([A-Za-z_][\w-]*)\1\s*,\s*(["'`])([^"'`\n]+)\3\s*[,)]/g;

/** `'Basic abc='` in a program that compares or sends it. */
const AUTHORIZATION = /(["'`])(?:Basic|Bearer) +([\w+/.~-]{12,}={0,2})\1/g;

/** Options of well-known commands that take a password, or a user with a password, and are too short to say so. */
const COMMANDS: readonly RegExp[] = [
  optionOf('(?:docker|podman|buildah|helm|npm) +(?:registry +)?login', '-p[= ]?["\']?([^\\s"\']+)'),
  optionOf('curl', '(?:-u|--user)[= ]?["\']?[^\\s:"\']+:([^\\s"\']+)'),
  optionOf('(?:mysql|mysqldump|mysqladmin|mariadb)', '-p([^\\s"\']+)'),
  /\bsshpass +-p *["']?([^\s"']+)/g,
  optionOf('redis-cli', '-a +["\']?([^\\s"\']+)'),
];

/** Returns an expression for an option of a command, up to the next command. */
function optionOf(program: string, option: string): RegExp {
  return new RegExp(`\\b${program}\\b(?:(?!\\b${program}\\b)[^\\n;&|])*?\\s${option}`, 'g');
}

/** The part of an address between user and host. */
const ADDRESS = /(?<![a-z0-9+.-])[0-9+.-]*[a-z][a-z0-9+.-]*:\/\/[^/?#\s:@"'`]*:([^/\s@"'`]+)@[\w.-]+/gi;

/** An address whose user is a token: there is no password. */
const TOKEN_ADDRESS = /(?<![a-z0-9+.-])[0-9+.-]*[a-z][a-z0-9+.-]*:\/\/([^/?#\s:@"'`]{16,})@[\w.-]+/gi;

/** Shorter values are more often names than secrets. */
const MIN_LENGTH = 5;

/** Of values after a colon: shorter ones are often versions and algorithms. */
const DESCRIBED_LENGTH = 8;

/** What all of these forms contain; a quick check, since most texts have none. */
const ASSIGNMENT = /["'`=]|(?:^|\s)-/;

/** Returns the names of secrets that a program assigns a value to. */
export function assignedSecrets(program: string): string[] {
  if (!ASSIGNMENT.test(program)) return [];
  const assignments = [...program.matchAll(QUOTED)].map(([, name, , value]) => [name, value]);
  const bare = [...program.matchAll(BARE)].filter(([, , value, end]) => !ARGUMENT.test(value + end)).map(([, name, value]) => [name, value]);
  const options = [...program.matchAll(OPTION)].map(([, name, value]) => [name, value]);
  const authorizations = [...program.matchAll(AUTHORIZATION)].map(([, , value]) => ['Authorization token', value]);
  const passwords = COMMANDS.flatMap((command) => [...program.matchAll(command)].map(([, value]) => ['command password', value]));
  const passed = [...program.matchAll(PASSED)].map(([, , name, , value]) => [name, value]);
  const all = [...assignments, ...passed, ...bare, ...options, ...authorizations, ...passwords];
  const secrets = all.filter(([name, value]) => namesSecret(name) && isValue(value));
  return [...new Set(secrets.map(([name]) => name))];
}

/** `adminPassword: abc1` of a document, and "the password is abc1" of a description. A key `secret` or `passwordKey` often names one. */
const DESCRIBED = /(?:^|[\s,;({[]|(?<![\w-])-+)["']?([A-Za-z_][\w.-]*)["']?(?: *:| +is:?)[ \t]+["']?([^\s"'`,;]+)/gm;

/** The names of secrets that a document or a description gives a value. In programs, such a value is often the name of a variable. */
export function describedSecrets(text: string): string[] {
  const described = [...text.matchAll(DESCRIBED)].map(([, name, value]) => [name, value.replace(/(?<![.)])[.)]+$/, '')]);
  const secrets = described.filter(([name, value]) => !/(?:secret|password_?key)$/i.test(name) && namesSecret(name) && isValue(value) && /\d/.test(value) && /[a-z]/i.test(value) && value.length >= DESCRIBED_LENGTH);
  return [...new Set(secrets.map(([name]) => name))];
}

/** Whether a program has an address with a password in it, or with a token instead of a user. */
export function hasAddressWithPassword(program: string): boolean {
  if (!program.includes('://')) return false;
  const passwords = [...program.matchAll(ADDRESS)].map(([, password]) => password).filter((password) => !/^(?:pass(?:word)?|pwd|secret)$/i.test(password));
  const tokens = [...program.matchAll(TOKEN_ADDRESS)].map(([, user]) => user).filter((user) => /\d/.test(user) && /[a-z]/i.test(user));
  return [...passwords, ...tokens].some(isValue);
}

/** Checks whether a value is a literal, not inserted, called or read. */
function isValue(value: string): boolean {
  return value.length >= MIN_LENGTH && !isHarmless(value) && !isPlaceholder(value) && !/[${}%<>()[\]\s]|^process\.|^os\.|::|\.\w+\.|^\w+\.\w+$/.test(value);
}
