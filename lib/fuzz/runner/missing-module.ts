import type { Program } from './programs';

/** Matches the errors of Node.js and Python about a module that is not installed. */
const MISSING = /^(?:Cannot find (?:module|package) '((?:@[^/']+\/)?[^/']+)|No module named '([^.']+))/;

/** Matches modules that Lambda's runtimes have. */
const OF_RUNTIME = { node: /^@(?:aws-sdk|smithy)\//, python: /^(?:boto3|botocore|s3transfer|jmespath|dateutil|six|urllib3|snapshot_restore_py)$/ };

/**
 * Returns the fix for a module that a handler does not find; undefined for other errors.
 * @param message the message of the error that loading the handler threw
 */
export function fixOfMissingModule(message: string, language: 'node' | 'python', program: Program): string | undefined {
  const [, module = undefined, inPython = module] = MISSING.exec(message) ?? [];
  const name = inPython?.startsWith('.') || inPython?.startsWith('/') ? undefined : inPython;
  if (name === undefined) return undefined;
  if (!OF_RUNTIME[language].test(name)) return `the code that ships does not contain ${name}: bundle it, or add it to a layer of the function`;
  if (language === 'node') return `Lambda’s runtimes have it, but this project does not: run npm install --save-dev ${name}`;
  return `Lambda’s runtimes have it, but ${program.path} does not: run ${program.path} -m pip install boto3, or name another program with --python`;
}
