/** Finds programs that install packages, or run text from the network, while they run. */

/** Separators of the words of a command in a list: `['pip', 'install', 'requests']`. */
const BETWEEN_WORDS = /["'`]\s*,\s*["'`]/g;

const STARTS_PROGRAM = String.raw`\b(?:subprocess\.\w+|os\.(?:system|popen|exec\w+)|(?:child_process\.)?(?:exec|execSync|execFile|execFileSync|spawn|spawnSync)|pip\.main|pip_main)\s*\(`;

const INSTALLS = /\b(?:pip[\d.]*|npm|pnpm|yarn|gem|uv\s+pip)\s+(?:install|i|add)\b/;

/** Text from the network that becomes code. */
const RUNS_FETCHED = /\b(?:exec|eval|compile|Function|runInThisContext|runInNewContext)\s*\([^;\n]*(?:urlopen|requests\.get|urllib3?\.|httpx\.get|await\s+fetch|axios\.get)\b/;

/** Returns what a program does with code that no one has reviewed, as the end of a sentence; undefined if nothing is found. */
export function codeAtRunTimeOf(program: string): string | undefined {
  if (program.split('\n').some((line) => RUNS_FETCHED.test(line))) return 'runs text that it fetches';
  const calls = program.replace(BETWEEN_WORDS, ' ').split(new RegExp(STARTS_PROGRAM)).slice(1);
  return calls.some((call) => INSTALLS.test(call.split(')', 1)[0])) ? 'installs packages while it runs' : undefined;
}
