/** What commands of a build take from elsewhere and run, with nothing that pins what it is. */

/** Something that a command fetches and runs. */
export interface RemoteCode {
  readonly kind: 'remote-script' | 'no-version';
  /** A phrase: `runs what curl gets`. */
  readonly what: string;
}

const DOWNLOAD = String.raw`\b(curl|wget|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|DownloadString)\b`;
const SHELL = String.raw`(?:\S*/)?(?:ba|z|da|k|a)?sh\b(?!\s+-\w*c\b)`;
/** With a program in its arguments, or the name of a module, an interpreter reads data from its input. */
const INTERPRETER = String.raw`(?:\S*/)?(?:python[\d.]*|node|perl|ruby|php)\s*(?:-\s*)?(?=$|[;&|)"'])`;
const PROGRAM_AS_TEXT = String.raw`(?:\beval|\b(?:ba|z|da|k|a)?sh\s+-\w*c|\b(?:python[\d.]*|node|perl|ruby|php)\s+-\w*[ecr])`;
const PREFIX = String.raw`(?:(?:sudo|env|exec|command|time|nohup)\s+(?:-\w+\s+)*|\w+=\S*\s+)*`;

/** What a shell does with the output of a download: reads it as its program, or takes it for one. */
const RUNS_OUTPUT = [
  new RegExp(String.raw`${DOWNLOAD}[^;\n]*?\|\s*${PREFIX}(?:${SHELL}|${INTERPRETER}|iex\b|Invoke-Expression\b)`, 'i'),
  new RegExp(String.raw`(?:${SHELL}|\bsource|(?:^|[\s;&|])\.)\s+(?:-\w+\s+)*<\(\s*${DOWNLOAD}`, 'i'),
  new RegExp(String.raw`${PROGRAM_AS_TEXT}\s+["']?(?:\$\(|${'`'})\s*${DOWNLOAD}`, 'i'),
  new RegExp(String.raw`\b(?:iex|Invoke-Expression)\b[^;\n]*${DOWNLOAD}`, 'i'),
];

/** A commit or a digest in an address says what its content is. */
const OF_CONTENT = /\b[0-9a-f]{40}\b|\b[0-9a-f]{64}\b/;

/** Commands that compare a file with a checksum or a signature. */
const COMPARES = /\b(?:sha\d+sum|shasum|b2sum|openssl\s+dgst|gpgv?|cosign|minisign|slsa-verifier|Get-FileHash)\b|\bgh\s+attestation\s+verify\b|\baws\s+signer\b/i;

/** What the commands of a build fetch and run without a version or a checksum; each once. */
export function remoteCodeOf(commands: readonly string[]): RemoteCode[] {
  const lines = commands.flatMap((command) => command.replace(/\\\r?\n/g, ' ').split('\n')).map((line) => line.replace(/(?:^|\s)#\s.*$/, ''));
  // After that, npx runs what is installed.
  const isInstalled = lines.some((line) => /\b(?:npm\s+(?:ci|i|install)|yarn|pnpm\s+(?:i|install))\b/.test(line));
  const found = [...lines.filter((line) => !isInstalled || !/^\s*npx\b/.test(line)).flatMap(codeOfLine), ...scriptsRun(lines)];
  return [...new Map(found.map((code) => [code.what, code])).values()];
}

function codeOfLine(line: string): RemoteCode[] {
  if (RUNS_OUTPUT.some((pattern) => pattern.test(line)) && !OF_CONTENT.test(line)) {
    return [{ kind: 'remote-script', what: `runs what it gets by ${new RegExp(DOWNLOAD, 'i').exec(line)![1]}` }];
  }
  return line.split(/&&|\|\||[;|]/).flatMap((command) => [...packagesOf(command), ...imagesOf(command)]);
}

/** Files that one command gets, and a later one runs, with no comparison on the way. */
function scriptsRun(lines: readonly string[]): RemoteCode[] {
  const commands = lines.flatMap((line) => line.split(/&&|\|\||;/));
  return commands.flatMap((command, index): RemoteCode[] => {
    const file = fileOf(command);
    if (file === undefined || OF_CONTENT.test(command)) return [];
    const name = file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const program = String.raw`(?:${SHELL}|source|\.|python[\d.]*|node|perl|ruby|php|chmod\s+\S+)\s+(?:-\w+\s+)*(?:\./)?${name}`;
    const itself = String.raw`(?:\./|/)\S*${name.replace(/^\//, '')}`;
    const runs = new RegExp(String.raw`^\s*${PREFIX}(?:${program}|${itself})(?=\s|$)`);
    const at = commands.findIndex((later, position) => position > index && runs.test(later));
    if (at < 0 || commands.slice(index, at).some((between) => COMPARES.test(between))) return [];
    return [{ kind: 'remote-script', what: `runs ${file}, which it has fetched` }];
  });
}

/** The file that a download writes. */
function fileOf(command: string): string | undefined {
  const [, program] = /\b(curl|wget)\b/.exec(command) ?? [];
  if (program === undefined || command.includes('|')) return undefined;
  const option = program === 'curl' ? /\s(?:-\w*o|--output)[ =]?\s*(\S+)/ : /\s(?:-\w*O|--output-document)[ =]?\s*(\S+)/;
  const [, given] = option.exec(command) ?? /[^>0-9]>\s*(\S+)/.exec(command) ?? [];
  if (given !== undefined) return given.replace(/^["']|["']$/g, '');
  if (program === 'curl' && !/\s(?:-\w*O\w*|--remote-name)\b/.test(command)) return undefined;
  return /https?:\/\/[^\s"']+\/([\w.-]+)/.exec(command)?.[1];
}

/** Package managers that install by name, and what of a name has a version. */
const INSTALLS: readonly (readonly [command: RegExp, hasVersion: RegExp])[] = [
  [/^\s*(?:sudo\s+)?(?:p?npm\s+(?:install|i|add)|yarn\s+(?:global\s+)?add|npx|pnpm\s+dlx)\b/, /.@(?!latest$|next$|\*$)./],
  [/^\s*(?:sudo\s+)?(?:-H\s+)?(?:python[\d.]*\s+-m\s+)?(?:pip[\d.]*|pipx|uv\s+pip|uv\s+tool)\s+install\b/, /===?|@[0-9a-f]{40}/],
  [/^\s*(?:sudo\s+)?go\s+install\b/, /@(?!latest$|main$|master$)./],
  [/^\s*(?:sudo\s+)?gem\s+install\b/, /:\d/],
];

/** Their options that take a value, and those by which files or versions are given. */
const TAKES_VALUE = new Set([
  '-C', '-i', '-p', '-prefix', '-t', '-w', '--cache-dir', '--cwd', '--dir', '--extra-index-url', '--implementation', '--index-url', '--only-binary', '--package',
  '--platform', '--prefix', '--python-version', '--registry', '--target', '--workspace',
]);
const GIVEN_ELSEWHERE = /^(?:-r|--requirement|-c|--constraint|--require-hashes|-v|--version)(?:=|$)/;

function packagesOf(command: string): RemoteCode[] {
  const [prefix, hasVersion] = INSTALLS.flatMap(([pattern, version]) => {
    const [matched] = pattern.exec(command) ?? [];
    return matched === undefined ? [] : [[matched, version] as const];
  })[0] ?? [];
  if (prefix === undefined) return [];
  const words = command.slice(prefix.length).trim().split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
  if (words.some((word) => GIVEN_ELSEWHERE.test(word))) return [];
  const names = words.filter((word, index) => isName(word) && !TAKES_VALUE.has(words[index - 1]));
  // npx runs one package; what follows are arguments of its own.
  const installed = /\b(?:npx|dlx)$/.test(prefix) ? names.slice(0, 1) : names;
  return installed.filter((name) => !hasVersion!.test(name)).map((name) => ({ kind: 'no-version', what: `installs ${name} in whatever version is the newest` }));
}

/** Whether a word names a package, and no folder, file, option or redirection. */
function isName(word: string): boolean {
  return /^[@\w]/.test(word) && !/\.(?:tgz|whl|txt|zip|gz)$|^\d?>/.test(word);
}

/** Options of `docker run` with a value of their own. */
const OF_CONTAINER = /\s(?:-[vepwu]|--(?:name|network|entrypoint|volume|env|env-file|workdir|user|platform|publish|mount))\s+\S+/g;

/** Images that a container runs, by no tag or by the newest. */
function imagesOf(command: string): RemoteCode[] {
  const [, words] = /^\s*(?:sudo\s+)?(?:docker|podman)\s+(?:run|pull)\b(.*)$/.exec(command) ?? [];
  const image = words?.replace(OF_CONTAINER, '').trim().split(/\s+/).find((word) => /^[a-z]/.test(word));
  if (image === undefined || image.includes('$') || /:(?!latest$)[\w.-]+$|@sha256:/.test(image)) return [];
  return [{ kind: 'no-version', what: `runs image ${image} in whatever version is the newest` }];
}
