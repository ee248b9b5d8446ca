/** Finds programs that install packages, or run text from the network, while they run. */

/** Separators of the words of a command in a list: `['pip', 'install', 'requests']`. */
const BETWEEN_WORDS = /["'`]\s*,\s*["'`]/g;

const STARTS_PROGRAM = String.raw`\b(?:subprocess\.\w+|os\.(?:system|popen|exec\w+)|(?:child_process\.)?(?:exec|execSync|execFile|execFileSync|spawn|spawnSync))\s*\(`;

const INSTALLS = /\b(?:pip[\d.]*|npm|pnpm|yarn|gem|uv\s+pip)\s+(?:install|i|add)\b/;

/** The package manager of Python as a function: `pip.main(['install', 'requests'])`. */
const CALLS_PIP = /\b(?:pip\w*(?:\.main)?|main)\s*\(\s*\[\s*["']install\b/;

/** A request whose answer is text. */
const FETCHES = /\b(?:urlopen|requests\.get|urllib3?\.|httpx\.get|fetch\s*\(|axios\.get|got\s*\(|\w\.get\(\s*["']https?:)/;

/** A function of Python or JavaScript that runs a text as code; the methods of other objects, such as `re.compile`, do not. */
const RUNS_TEXT = /(?<![\w.])(?:exec|eval|compile|Function|(?:vm\.)?runIn(?:This|New)?Context|vm\.Script)\s*\((.*)/;

/** A program in the arguments of an interpreter, in one line. */
const IN_ARGUMENTS = /\b(?:python[\d.]*|node|perl|ruby|php)\s+-\w*[ecr]\b/;

/** An assignment to names, with single spaces: `const { data } = …`, `a, b = …`, and `with … as name:`. */
const ASSIGNS = /^(?:(?:const|let|var) )?[{[(]? ?([\w, ]+?) ?[}\])]? ?=(?![=>])(.*)$|^(?:async )?with (?<opened>.*) as (?<as>\w+) ?:/;

/** Returns what a program does with code that no one has reviewed, as the end of a sentence; undefined if nothing is found. */
export function codeAtRunTimeOf(program: string): string | undefined {
  if (runsFetchedText(program)) return 'runs text that it fetches';
  const text = program.replace(BETWEEN_WORDS, ' ');
  const calls = text.split(new RegExp(STARTS_PROGRAM)).slice(1);
  const isInstalling = CALLS_PIP.test(text) || calls.some((call) => INSTALLS.test(call.split(')', 1)[0]));
  return isInstalling ? 'installs packages while it runs' : undefined;
}

/** Checks whether a program, or a command with a program in its arguments, runs text from the network as code. */
export function runsFetchedText(program: string): boolean {
  if (!FETCHES.test(program) || !RUNS_TEXT.test(program)) return false;
  const fetched = new Set<string>();
  const isFetched = (text: string) => FETCHES.test(text) || (text.match(/(?<![\w.])[A-Za-z_]\w*/g) ?? []).some((word) => fetched.has(word));
  return program.split('\n').some((written) => {
    const line = written.trim().replace(/\s+/g, ' ');
    const [, names, value, opened, as] = ASSIGNS.exec(line) ?? [];
    if (isFetched(value ?? opened ?? '')) for (const name of (names ?? as).split(/[,\s]+/)) fetched.add(name);
    return IN_ARGUMENTS.test(line) ? FETCHES.test(line) && RUNS_TEXT.test(line) : isFetched(RUNS_TEXT.exec(line)?.[1] ?? '');
  });
}
