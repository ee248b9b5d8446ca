/** Finds files and folders that one command downloads and a later one runs, without a comparison between them. */
import { DOWNLOAD, OF_CONTENT, PREFIX, SHELL } from './shell-patterns';
import { literalPattern } from '../../json/literal-pattern';

/** A download by a command. */
interface Fetched {
  /** The file or folder, as commands name it. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'unpacked';
}

/** Matches commands that compare a file with a checksum or a signature, or check out a commit. */
const COMPARES =
  /\b(?:sha\d+sum|shasum|b2sum|openssl\s+dgst|gpgv?|cosign|minisign|slsa-verifier|Get-FileHash)\b|\bgh\s+attestation\s+verify\b|\baws\s+signer\b|\bgit\s+(?:-\S+\s+(?:(?!checkout|reset|switch)[^-\s]\S*\s+)?)*(?:checkout|reset|switch)\s.*\b[0-9a-f]{40}\b/i;

/** What follows a command whose failure is ignored. */
const IGNORES = /^\s*(?:true\b|:(?=\s|$)|echo\b[^;&|\n]*)/;

/** Matches programs that run, install or unpack the file in their arguments. */
const PROGRAM = String.raw`(?:${SHELL}|source|\.|python[\d.]*|node|perl|ruby|php|java\s+-jar|chmod\s+\S+|rpm|dpkg|(?:yum|dnf|apt|apt-get|pip[\d.]*|npm)\s+(?:local)?install)`;

/** Matches commands that run files of the current folder. */
const RUNS_FOLDER = String.raw`(?:\./\S|(?:${SHELL}|source|\.|python[\d.]*|node|perl|ruby|php)\s+(?!-)\S|(?:make|mvn|gradle|npm|yarn|pnpm|cargo|ant|rake)\b|(?:go|dotnet|docker)\s+(?:run|build|install)\b|pip[\d.]*\s+install\s)`;

const UNPACKS = /\b(?:tar|unzip|7z|bsdtar)\s/;

/** Matches commands that run a file by its path from the current folder. */
const RUNS_HERE = new RegExp(String.raw`^\s*${PREFIX}(?:${SHELL}\s+)?\./\S`);

/** Returns the names of files and folders that commands download and run. */
export function fetchedAndRun(lines: readonly string[]): string[] {
  const commands = lines.map(withoutIgnoredChecks).flatMap((line) => line.split(/&&|\|\||;/)).map((command) => command.replace(/["']/g, '').trim());
  return commands.flatMap((command, index): string[] => {
    const fetched = fetchedBy(command);
    if (!fetched || OF_CONTENT.test(command)) return [];
    const later = commands.slice(index + 1);
    const at = firstRun(fetched, later);
    return at < 0 || later.slice(0, at).some((between) => COMPARES.test(between)) ? [] : [fetched.name];
  });
}

function firstRun({ name, kind }: Fetched, commands: readonly string[]): number {
  if (kind === 'folder') return firstRunInFolder(name, commands);
  if (kind === 'unpacked') return name === '.' ? commands.findIndex((command) => RUNS_HERE.test(command)) : firstRunInFolder(name, commands);
  const at = commands.findIndex((command) => runsFile(name).test(command));
  if (at >= 0) return at;
  const unpacked = commands.findIndex((command) => UNPACKS.test(command) && command.split(/\s+/).some((word) => word.replace(/^\.\//, '') === name));
  if (unpacked < 0) return -1;
  const within = firstRun({ name: folderOf(commands[unpacked]), kind: 'unpacked' }, commands.slice(unpacked + 1));
  return within < 0 ? -1 : unpacked + 1 + within;
}

/** Returns a line without comparisons whose failure is ignored. */
function withoutIgnoredChecks(line: string): string {
  const [first, ...others] = line.split('||');
  return others.reduce((text, other) => {
    const start = Math.max(...[';', '&', '|', '\n'].map((separator) => text.lastIndexOf(separator))) + 1;
    return IGNORES.test(other) && COMPARES.test(text.slice(start)) ? text.slice(0, start) + other.replace(IGNORES, '') : `${text}||${other}`;
  }, first);
}

function fetchedBy(command: string): Fetched | undefined {
  return cloned(command) ?? copied(command) ?? saved(command) ?? downloaded(command);
}

/** Returns the folder of a clone. A branch with a version in its name pins the content. */
function cloned(command: string): Fetched | undefined {
  const [, words] = /\bgit\s+(?:-\S+\s+\S+\s+)*clone\s+(.*)$/.exec(command) ?? [];
  if (words === undefined || /(?:--branch|-b)[ =]\s*\S*\d+\.\d/.test(words)) return undefined;
  const [address, folder] = words.replace(/(?:^|\s)(?:-[bcjou]|--(?:branch|config|depth|filter|jobs|origin|reference|shallow-since|template|upload-pack))\s+\S+/g, ' ').split(/\s+/).filter((word) => word !== '' && !word.startsWith('-'));
  const name = folder ?? /([^/:]+?)(?:\.git)?\/?$/.exec(address ?? '')?.[1];
  return name === undefined ? undefined : { name: name.replace(/\/$/, ''), kind: 'folder' };
}

/** Returns the file or folder that is copied from a bucket. A version of the object pins the content. */
function copied(command: string): Fetched | undefined {
  const [, verb, words] = /\b(?:aws\s+(?:--?\S+\s+\S+\s+)*s3|gsutil(?:\s+-m)?)\s+(cp|mv|sync|rsync)\s+(.*)$/.exec(command) ?? [];
  if (words !== undefined) {
    const [source, target] = words.split(/\s+/).filter((word) => !word.startsWith('--'));
    if (!/^(?:s3|gs):\/\//.test(source ?? '') || target === undefined || target === '-') return undefined;
    if (/sync$/.test(verb) || /(?:^|\s)--recursive\b/.test(words)) return { name: target.replace(/(?<=.)\/$/, ''), kind: 'folder' };
    const isInto = target === '.' || target.endsWith('/');
    return { name: isInto ? `${target.replace(/^\.\/?$/, '')}${source.split('/').pop()}` : target, kind: 'file' };
  }
  const [, object] = /\baws\s+s3api\s+get-object\s(?!.*--version-id)(?:.*\s)?([^\s-]\S*)$/.exec(command) ?? [];
  return object === undefined ? undefined : { name: object, kind: 'file' };
}

/** Returns the file that a program in the arguments of an interpreter downloads. */
function saved(command: string): Fetched | undefined {
  const [, name] = /\b(?:copy|urlretrieve)\(\s*https?:\/\/[^,\s]+\s*,\s*([^)\s]+)\s*\)/.exec(command) ?? [];
  return name === undefined ? undefined : { name, kind: 'file' };
}

/** Returns the file that a download writes. */
function downloaded(command: string): Fetched | undefined {
  const [, program] = new RegExp(DOWNLOAD, 'i').exec(command) ?? [];
  if (program === undefined) return undefined;
  if (command.includes('|')) return UNPACKS.test(command) ? { name: folderOf(command), kind: 'unpacked' } : undefined;
  const name = fileOf(command, program.toLowerCase());
  return name === undefined ? undefined : { name, kind: 'file' };
}

/** Returns the folder that an archive is unpacked into. */
function folderOf(command: string): string {
  return /\s(?:-C|-d|--directory)[ =]?\s*(\S+)/.exec(command)?.[1].replace(/(?<=.)\/$/, '') ?? '.';
}

function fileOf(command: string, program: string): string | undefined {
  const option = { curl: /\s(?:-\w*o|--output)[ =]?\s*(\S+)/, wget: /\s(?:-\w*O|--output-document)[ =]?\s*(\S+)/ }[program] ?? /\s-OutFile\s+(\S+)/i;
  // With - as the name of the file, the shell writes the output to one.
  const given = [option, /[^>0-9]>\s*(\S+)/].map((pattern) => pattern.exec(command)?.[1]);
  const file = given.find((one) => one !== undefined && one !== '-');
  if (file !== undefined || given[0] === '-') return file;
  if (program === 'curl' && !/\s(?:-\w*O\w*|--remote-name)\b/.test(command)) return undefined;
  return /^(?:curl|wget)$/.test(program) ? /https?:\/\/\S+\/([\w.-]+)/.exec(command)?.[1] : undefined;
}

function runsFile(file: string): RegExp {
  const name = literalPattern(file.replace(/^\.\//, ''));
  const itself = String.raw`(?:(?:\./|/)\S*)?${name.replace(/^\//, '')}`;
  const direct = file.includes('/') ? itself : String.raw`(?:\./|/)\S*${name}`;
  return new RegExp(String.raw`^\s*${PREFIX}(?:${PROGRAM}\s+(?:-\w+\s+)*(?:\./)?${name}|${direct})(?=\s|$)`);
}

/** Returns the first command that runs a file of a folder, in the folder or by its path. */
function firstRunInFolder(folder: string, commands: readonly string[]): number {
  const name = literalPattern(folder.replace(/^\.\//, ''));
  const within = new RegExp(String.raw`^\s*${PREFIX}${RUNS_FOLDER}`);
  if (folder === '.') return commands.findIndex((command) => within.test(command));
  const byPath = new RegExp(String.raw`^\s*${PREFIX}(?:\S+\s+(?:\S+\s+)*)?(?:\./|/)?${name}(?:/\S|\s|$)`);
  const runner = new RegExp(String.raw`^\s*${PREFIX}(?:${PROGRAM}|make\s|npm\s|pip[\d.]*\s|go\s|docker\s+build|(?:\./|/)?${name}/)`);
  const enters = new RegExp(String.raw`^\s*(?:cd|pushd)\s+(?:\./)?${name}(?:/\S*)?$`);
  const entered = commands.findIndex((command) => enters.test(command));
  return commands.findIndex(
    (command, index) => (runner.test(command) && byPath.test(command)) || (entered >= 0 && index > entered && within.test(command)),
  );
}
