/** Finds code that commands download and run without pinning its content. */
import { fetchedAndRun } from './fetched-files';
import { runsFetchedText } from './installing-programs';
import { turnsOffVerification, unsafeIndexIn } from './package-sources';
import { DOWNLOAD, OF_CONTENT, PREFIX, SHELL, SHELL_NAME } from './shell-patterns';

/** Code that a command downloads and runs. */
export interface RemoteCode {
  readonly kind: 'remote-script' | 'no-version' | 'unsafe-index' | 'not-verified';
  /** The end of a sentence about the command, such as `runs code that curl downloads`. */
  readonly what: string;
}

/**
 * Matches an interpreter without arguments, which runs its input. With a program or a module in its arguments, an interpreter reads its input as
 * data.
 */
const INTERPRETER = String.raw`(?:\S*/)?(?:python[\d.]*|node|perl|ruby|php)\s*(?:-\s*)?(?=$|[;&|)"'])`;
const PROGRAM_AS_TEXT = String.raw`(?:\beval|\b(?:ba|z|da|k|a)?sh\s+-\w*c|\b(?:python[\d.]*|node|perl|ruby|php)\s+-\w*[ecr])`;

/** Matches downloads whose output is run: through a pipe to a shell or an interpreter, or as the text of a program. */
const RUNS_OUTPUT = [
  new RegExp(String.raw`${DOWNLOAD}[^;\n]*?\|\s*${PREFIX}(?:${SHELL}|${INTERPRETER}|iex\b|Invoke-Expression\b)`, 'i'),
  new RegExp(String.raw`(?:\b${SHELL_NAME}|\bsource|(?:^|[\s;&|])\.)\s+(?:-\w+\s+)*<\(\s*${DOWNLOAD}`, 'i'),
  new RegExp(String.raw`${PROGRAM_AS_TEXT}\s+["']?(?:\$\(|${'`'})\s*${DOWNLOAD}`, 'i'),
  new RegExp(String.raw`\b(?:iex|Invoke-Expression)\b[^;\n]*${DOWNLOAD}`, 'i'),
];

/** Checks whether a command downloads or installs something, with or without a version. */
export function fetchesCode(command: string): boolean {
  return new RegExp(DOWNLOAD, 'i').test(command) || INSTALLS.some(([install]) => install.test(command));
}

/** Returns the code that commands download and run without a version or a checksum, without duplicates. */
export function remoteCodeOf(commands: readonly string[]): RemoteCode[] {
  const lines = commands.flatMap((command) => command.replace(/\\\r?\n/g, ' ').split('\n')).map((line) => line.replace(/(?:^|\s)#\s.*$/, ''));
  // After an installation, npx runs installed packages, unless a tag asks for the newest version.
  const isInstalled = lines.some((line) => /\b(?:npm\s+(?:ci|i|install)|yarn|pnpm\s+(?:i|install))\b/.test(line));
  const found = [...lines.filter((line) => !isInstalled || !/^\s*npx\b(?!.*@(?:latest|next)\b)/.test(line)).flatMap(codeOfLine), ...fetchedAndRun(lines).map(ranFile)];
  return [...new Map(found.map((code) => [code.what, code])).values()];
}

function ranFile(name: string): RemoteCode {
  return { kind: 'remote-script', what: `runs ${name}, which it downloads` };
}

/** Matches a shell before its command: `sh -c 'pip install example'`. */
const SHELL_COMMAND = /^\s*(?:\S*\/)?(?:ba|z|da|k|a)?sh\s+-\w*c\s+["']?/;

function codeOfLine(line: string): RemoteCode[] {
  if (RUNS_OUTPUT.some((pattern) => pattern.test(line)) && !OF_CONTENT.test(line)) {
    return [{ kind: 'remote-script', what: `runs code that ${new RegExp(DOWNLOAD, 'i').exec(line)![1]} downloads` }];
  }
  if (runsFetchedText(line)) return [{ kind: 'remote-script', what: 'runs text that it fetches' }];
  const found = line.replace(SHELL_COMMAND, '').split(/&&|\|\||[;|]/).flatMap((command) => CHECKS.flatMap((check) => check(command)));
  return turnsOffVerification(line) ? [...found, { kind: 'not-verified', what: 'turns off the verification of what it downloads' }] : found;
}

const CHECKS: readonly ((command: string) => RemoteCode[])[] = [packagesOf, imagesOf, indexesOf, addressesOf, actionsOf];

/** The commands of package managers that install by name, each with a pattern for names with a version. */
const INSTALLS: readonly (readonly [command: RegExp, hasVersion: RegExp])[] = [
  [/^\s*(?:sudo\s+)?(?:p?npm\s+(?:install|i|add)|yarn\s+(?:global\s+)?add|npx|(?:pnpm|yarn)\s+dlx|bunx|bun\s+add)\b/, /.@(?!latest$|next$|\*$)./],
  [/^\s*(?:sudo\s+)?(?:-H\s+)?(?:python[\d.]*\s+-m\s+)?(?:pip[\d.]*|pipx|uv\s+pip|uv\s+tool)\s+install\b/, /===?|@[0-9a-f]{40}/],
  [/^\s*(?:sudo\s+)?(?:pipx\s+run|uvx|uv\s+tool\s+run)\b/, /==|.@(?!latest$)./],
  [/^\s*(?:sudo\s+)?go\s+(?:install|run(?=\s+[^\s.]\S*@))\b/, /@(?!latest$|main$|master$)./],
  [/^\s*(?:sudo\s+)?gem\s+install\b/, /:\d/],
  [/^\s*(?:sudo\s+)?cargo\s+install\b/, /@\d/],
  [/^\s*(?:sudo\s+)?composer\s+(?:global\s+)?require\b/, /:\S/],
  [/^\s*(?:sudo\s+)?dotnet\s+tool\s+install\b/, /@\d/],
];

/** Matches the commands that run one package; the words after its name are its arguments. */
const RUNS_ONE = /\b(?:npx|dlx|bunx|uvx|run)$/;

/** Options of package managers that take a value. */
const TAKES_VALUE = new Set([
  '-C', '-e', '-f', '-i', '-j', '-p', '-prefix', '-t', '-w', '--abi', '--add-source', '--cache', '--cache-dir', '--cert', '--client-cert', '--config-settings',
  '--configfile', '--cpu', '--cwd', '--dir', '--editable', '--exists-action', '--extra-index-url', '--features', '--find-links', '--framework', '--global-option',
  '--implementation', '--include', '--index', '--index-strategy', '--index-url', '--install-strategy', '--jobs', '--keyring-provider', '--log', '--loglevel', '--no-binary',
  '--omit', '--only-binary', '--os', '--package', '--platform', '--prefix', '--profile', '--progress-bar', '--proxy', '--python', '--python-version', '--registry',
  '--report', '--retries', '--root', '--root-user-action', '--src', '--target', '--timeout', '--tool-path', '--trusted-host', '--upgrade-strategy',
  '--use-deprecated', '--use-feature', '--userconfig', '--workspace',
]);

/** Options that name versions, commits, local folders, or files with versions. */
const GIVEN_ELSEWHERE = /^(?:-r|--requirement|-c|--constraint|--require-hashes|-v|--version|--path|--rev)(?:=|$)/;

/** Installations of all packages that take newer versions than those of the lock file. */
const WITHOUT_LOCK = /^\s*(?:sudo\s+)?(?:(?:p?npm|yarn)\s+(?:update|up|upgrade)\s*$|(?:p?npm|yarn)\s.*--no-(?:package-lock|lockfile)\b|(?:uv\s+sync|poetry\s+update|pipenv\s+update)\b(?!.*--(?:frozen|locked)))/;
const UPGRADES = /--upgrade\b|\supdate\b|^(?!\s*(?:sudo\s+)?uv\s)/;

function packagesOf(command: string): RemoteCode[] {
  if (WITHOUT_LOCK.test(command) && UPGRADES.test(command)) return [{ kind: 'no-version', what: 'installs newer versions than those of the lock file' }];
  const [prefix, hasVersion] = INSTALLS.flatMap(([pattern, version]) => {
    const [matched] = pattern.exec(command) ?? [];
    return matched === undefined ? [] : [[matched, version] as const];
  })[0] ?? [];
  if (prefix === undefined) return [];
  const words = command.slice(prefix.length).trim().split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
  if (words.some((word) => GIVEN_ELSEWHERE.test(word))) return [];
  const names = words.filter((word, index) => isName(word) && !TAKES_VALUE.has(words[index - 1]));
  const installed = RUNS_ONE.test(prefix) ? names.slice(0, 1) : names;
  return installed.filter((name) => !hasVersion!.test(name)).map((name) => ({ kind: 'no-version', what: `installs ${name} in the newest version` }));
}

/** Checks whether a word is the name of a package, not a folder, file, option or redirection. */
function isName(word: string): boolean {
  return /^[@\w]/.test(word) && !/\.(?:tgz|whl|txt|zip|gz)$|^\d?>/.test(word);
}

function indexesOf(command: string): RemoteCode[] {
  const what = unsafeIndexIn(command);
  return what === undefined ? [] : [{ kind: 'unsafe-index', what }];
}

/** Commands that install or run what they download from an address. Package managers check no signature of a package by its address. */
const OF_ADDRESS: readonly { readonly verb: string; readonly command: readonly RegExp[]; readonly address: RegExp }[] = [
  {
    verb: 'installs',
    command: [/\b(?:rpm|yum|dnf|zypper|apt|apt-get)\s/, /\s(?:-(?=\w*[iU])\w+|(?:local)?install|update|upgrade)\s/],
    address: /\s["']?(https?:\/\/[^\s"']+)/,
  },
  { verb: 'runs', command: [/\bdeno\s+(?:run|install|x)\s/], address: /\s["']?(https?:\/\/(?![^\s"']*@v?\d)[^\s"']+)/ },
];

function addressesOf(command: string): RemoteCode[] {
  return OF_ADDRESS.flatMap(({ verb, command: traits, address: pattern }): RemoteCode[] => {
    const address = traits.every((trait) => trait.test(command)) ? pattern.exec(command)?.[1] : undefined;
    return address === undefined || OF_CONTENT.test(address) ? [] : [{ kind: 'remote-script', what: `${verb} ${address}, which it downloads` }];
  });
}

/** Returns the action of GitHub that a step of a build names by a branch. */
function actionsOf(command: string): RemoteCode[] {
  const [, action] = /^uses ([\w-]+\/[^\s@]+(?:@[^\s\d]+)?)$/.exec(command) ?? [];
  return action === undefined ? [] : [{ kind: 'no-version', what: `uses action ${action} in the newest version` }];
}

/** Matches options of `docker run` that take a value, with their values. */
const OF_CONTAINER = /\s(?:-[vepwu]|--(?:name|network|entrypoint|volume|env|env-file|workdir|user|platform|publish|mount))\s+\S+/g;

/** Returns images that a command runs or pulls without a tag, or with the tag `latest`. */
function imagesOf(command: string): RemoteCode[] {
  const [, words] = /^\s*(?:sudo\s+)?(?:docker|podman)\s+(?:run|pull)\b(.*)$/.exec(command) ?? [];
  const image = words?.replace(OF_CONTAINER, '').trim().split(/\s+/).find((word) => /^[a-z]/.test(word));
  if (image === undefined || image.includes('$') || /:(?!latest$)[\w.-]+$|@sha256:/.test(image)) return [];
  return [{ kind: 'no-version', what: `runs image ${image} in the newest version` }];
}
