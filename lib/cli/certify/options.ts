import { parseConditions } from './bulk';
import { isDay } from '../../dependencies/certification/day';
import { CommandError } from '../errors';

/** The options of `cdk-sec3 certify`. */
export interface CertifyOptions {
  readonly file?: string;
  readonly package?: readonly string[];
  readonly scope?: readonly string[];
  readonly yes?: boolean;
  readonly check?: boolean;
  readonly exempt?: boolean;
  readonly suggest?: boolean;
  readonly prune?: boolean;
  readonly diff?: string;
  readonly bulk?: string;
  readonly import?: string;
  readonly from?: string;
  readonly criteria?: string;
  readonly approvedBy?: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly osv?: readonly string[];
}

/** The modes; at most one can be selected. Without one, the command asks on the terminal. */
const MODES = ['yes', 'check', 'exempt', 'suggest', 'prune', 'diff', 'bulk', 'import'] as const;

/** Returns the selected modes. */
export function modeOf(options: CertifyOptions): (typeof MODES)[number] | 'ask' {
  return MODES.find((mode) => options[mode] !== undefined) ?? 'ask';
}

/** @throws CommandError naming all options that can't be combined */
export function rejectOptions(options: CertifyOptions, today: string): void {
  const { expires, approvedBy, reason, from, bulk, package: named = [], scope = [] } = options;
  const problems: string[] = [];
  const modes = MODES.filter((mode) => options[mode] !== undefined);
  const mode = modeOf(options);
  if (modes.length > 1) problems.push(`${modes.map((one) => `--${one}`).join(' and ')}: these exclude each other; use one of them`);
  if (expires !== undefined && !isDay(expires)) problems.push(`--expires ${expires}: a day as YYYY-MM-DD is expected`);
  else if (expires !== undefined && expires < today) problems.push(`--expires ${expires}: is over; a day from ${today} on is expected`);
  if (approvedBy !== undefined && approvedBy.trim() === '') problems.push('--approved-by is empty; who approves is expected');
  if (reason !== undefined && reason.trim() === '') problems.push('--reason is empty; why it is approved is expected');
  for (const one of ['yes', 'bulk'] as const) {
    if (mode === one && approvedBy === undefined) problems.push(`--approved-by is missing: --${one} does not ask for the approver`);
  }
  if (bulk !== undefined) problems.push(...parseConditions(bulk).problems);
  if (from !== undefined && named.length !== 1) problems.push('--from names the version that one package was compared with: name the package with --package');
  if (from !== undefined && mode !== 'yes' && mode !== 'ask') problems.push(`--from and --${mode}: a difference is approved by --yes, or by an answer`);
  for (const path of scope) if (!/^[^/](?:.*[^/])?$/s.test(path)) problems.push(`--scope ${path}: a construct path is expected, such as Orders/CreateOrder`);
  if (problems.length > 0) throw new CommandError('These options make no sense:', problems);
}
