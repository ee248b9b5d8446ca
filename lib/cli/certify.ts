import * as fs from 'fs';
import { Command } from 'commander';
import { CommandError } from './errors';
import { Io, pathFrom } from './io';
import { OutputFile } from './output-file';
import { blockedText, reviewText } from './review';
import { readShippingFunctions, ShippingFunctions } from './shipping-functions';
import { Advisories } from '../dependencies/advisories/advisories';
import { CERTIFIED_FILE, CertifiedFile, certifiedFileText, CertifiedPackage, EMPTY_FILE } from '../dependencies/certification/certified-file';
import { dayOf, daysAfter, isDay } from '../dependencies/certification/day';
import { nameOf } from '../dependencies/certification/judge-packages';
import { Approval, Candidate, entryFor, Proposals, proposalsFor, unusedEntries, withEntries } from '../dependencies/certification/proposals';
import { CertifiedFileError, parseCertifiedFile } from '../dependencies/certification/read-certified-file';
import { UnreadableInput } from '../gate';

interface CertifyOptions {
  readonly file?: string;
  readonly package?: readonly string[];
  readonly scope?: readonly string[];
  readonly yes?: boolean;
  readonly check?: boolean;
  readonly approvedBy?: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly osv?: string;
}

/** How long an approval holds where nobody says otherwise, in days. */
const DAYS_OF_APPROVAL = 365;

/**
 * `cdk-sec3 certify`: what ships and is not certified, for review, into the file.
 *
 * @param done takes the exit code: 0 all is certified, 1 something is not, 2 it could not be told
 */
export function certifyCommand(io: Io, done: (exitCode: number) => void): Command {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command('certify')
    .summary('review the packages that ship with functions, and certify them')
    .description(
      'Compares the packages that ship with the functions of a cloud assembly (the cdk.out folder that cdk synth writes) with those that are ' +
        'certified, shows what a reviewer has to know of each that is not, and writes what is approved to the file.',
    )
    .argument('[assembly]', 'the cloud assembly', 'cdk.out')
    .option('-f, --file <file>', `the file of what is certified (default: the one that synthesis used, else ${CERTIFIED_FILE})`)
    .option('-p, --package <name@version>', 'only this package; may be given several times', several)
    .option('--scope <path>', 'construct path of a function that new packages may ship with; may be given several times (default: all)', several)
    .option('-y, --yes', 'certify without asking, save packages with advisories, or with another content than was approved')
    .option('--check', 'write nothing; exit with 1 where something is not certified')
    .option('--approved-by <name>', 'who approves; asked for where it is not given, and needed with --yes')
    .option('--reason <text>', 'why; asked for where it is not given')
    .option('--expires <date>', 'last day of the approval, as YYYY-MM-DD (default: in a year)')
    .option('--osv <path>', 'folder or zip archive with advisories in the format of OSV, to be shown with each package')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  all packages are certified, or all that were named',
        '  1  a package is not',
        '  2  the command could not do its work',
        '',
        'Examples:',
        '  cdk-sec3 certify',
        '  cdk-sec3 certify --package lodash@4.17.21 --approved-by you@example.com',
        '  cdk-sec3 certify --check',
      ].join('\n'),
    )
    .action(async (assembly: string, options: CertifyOptions) => done(await new Certification(assembly, options, io).run()));
}

class Certification {
  private readonly today = dayOf(new Date());

  constructor(
    private readonly assembly: string,
    private readonly options: CertifyOptions,
    private readonly io: Io,
  ) {}

  public async run(): Promise<number> {
    this.refuseOptions();
    const shipping = readShippingFunctions(this.here(this.assembly));
    const file = this.here(this.options.file ?? usedFile(shipping));
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
    const content = text === undefined ? EMPTY_FILE : parse(text, file);
    const advisories = this.advisories();
    const proposals = this.named(proposalsFor(shipping.functions, content, this.today), shipping);
    this.note(shipping, content);
    const approved = this.options.check ? [] : await this.approve(proposals.candidates, advisories);
    if (approved.length > 0) {
      this.write(file, text, withEntries(content, approved));
      this.say(`${file} certifies ${counted(approved.length, 'more package')}: ${approved.map((entry) => `${entry.name}@${entry.version}`).join(', ')}\n`);
    }
    return this.report(this.named(proposalsFor(shipping.functions, withEntries(content, approved), this.today), shipping), advisories);
  }

  private refuseOptions(): void {
    const { expires, approvedBy, reason, yes, check, scope = [] } = this.options;
    const problems: string[] = [];
    if (expires !== undefined && !isDay(expires)) problems.push(`--expires ${expires}: a day as YYYY-MM-DD is expected`);
    else if (expires !== undefined && expires < this.today) problems.push(`--expires ${expires}: is over; a day from ${this.today} on is expected`);
    if (yes && check) problems.push('--yes and --check: the one writes the file, the other does not; give one of them');
    if (approvedBy !== undefined && approvedBy.trim() === '') problems.push('--approved-by is empty; who approves is expected');
    if (reason !== undefined && reason.trim() === '') problems.push('--reason is empty; why it is approved is expected');
    if (yes && approvedBy === undefined) problems.push('--approved-by is missing: with --yes nobody is asked who approves');
    if (!yes && !check && !this.io.ask) problems.push('this is no terminal, so nobody can be asked: give --yes, or --check');
    for (const path of scope) if (!/^[^/](?:.*[^/])?$/s.test(path)) problems.push(`--scope ${path}: a construct path is expected, such as Orders/CreateOrder`);
    if (problems.length > 0) throw new CommandError('These options make no sense:', problems);
  }

  /** Those that were asked for. */
  private named({ candidates, blocked }: Proposals, { functions }: ShippingFunctions): Proposals {
    const { package: wanted } = this.options;
    if (!wanted) return { candidates, blocked };
    const known = new Set(functions.flatMap(({ packages }) => packages.map(nameOf)));
    const absent = wanted.filter((name) => !known.has(name));
    if (absent.length > 0) {
      throw new CommandError('No function ships what was named:', absent.map((name) => `--package ${name}: expected are name@version of what ships; cdk-sec3 certify --check lists what is not certified`));
    }
    const isWanted = ({ shipped }: Pick<Candidate, 'shipped'>) => wanted.includes(nameOf(shipped));
    return { candidates: candidates.filter(isWanted), blocked: blocked.filter(isWanted) };
  }

  private note({ functions, unknown, uncovered }: ShippingFunctions, content: CertifiedFile): void {
    if (this.options.package) return;
    const notes = [
      ...uncovered.map((path) => `${path} has no software bill of materials, so what ships with it is not known`),
      ...unknown.map(({ functionPath, what, why, fix }) => `${functionPath}: ${what}: ${why}; ${fix}`),
      ...unusedEntries(functions, content, this.today).map(({ name, version, range }) => `${name}@${version ?? range} is certified, and nothing that ships needs that; the entry stays`),
    ];
    for (const note of notes) this.io.stderr.write(`note: ${note}\n`);
  }

  private async approve(candidates: readonly Candidate[], advisories: Advisories | undefined): Promise<CertifiedPackage[]> {
    const { yes, approvedBy, reason, scope = [], expires = daysAfter(this.today, DAYS_OF_APPROVAL) } = this.options;
    const approval: Omit<Approval, 'approvedBy' | 'reason'> = { approvedOn: this.today, expires, scope: scope.length > 0 ? [...new Set(scope)] : 'all' };
    if (yes) {
      return candidates
        .filter((candidate) => !needsPerson(candidate, advisories))
        .map((candidate) => entryFor(candidate, { ...approval, approvedBy: approvedBy!, reason: reason ?? 'Certified without a question, by cdk-sec3 certify --yes.' }));
    }
    const approved: CertifiedPackage[] = [];
    let by = approvedBy;
    for (const candidate of candidates) {
      this.say(`\n${reviewText(candidate, advisories)}`);
      const answer = await this.choice(`Certify ${nameOf(candidate.shipped)}? yes, no, or quit: `);
      if (answer === 'quit') break;
      if (answer === 'no') continue;
      by ??= await this.answer('Who approves it? ');
      approved.push(entryFor(candidate, { ...approval, approvedBy: by, reason: reason ?? (await this.answer('Why? ')) }));
    }
    return approved;
  }

  private async choice(question: string): Promise<'yes' | 'no' | 'quit'> {
    for (;;) {
      const answer = (await this.io.ask!(question)).trim().toLowerCase();
      const choices = (['yes', 'no', 'quit'] as const).filter((choice) => answer !== '' && choice.startsWith(answer));
      if (choices.length === 1) return choices[0];
    }
  }

  private async answer(question: string): Promise<string> {
    for (;;) {
      const answer = (await this.io.ask!(question)).trim();
      if (answer !== '') return answer;
    }
  }

  private write(file: string, before: string | undefined, content: CertifiedFile): void {
    const output = new OutputFile(file, '--file');
    const now = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
    // A review can take long, and others may have certified something meanwhile.
    if (now !== before) throw new CommandError(`${file} was changed while packages were reviewed; nothing was written: run the command again`);
    output.write(certifiedFileText(content));
  }

  private report({ candidates, blocked }: Proposals, advisories: Advisories | undefined): number {
    const left = candidates.length + blocked.length;
    if (left === 0) {
      this.say(`✔ ${this.options.package ? 'What was named' : 'Every package that ships'} is certified\n`);
      return 0;
    }
    // Who was asked has seen them.
    const isSeen = !this.options.check && !this.options.yes;
    for (const candidate of candidates) this.say(isSeen ? `${nameOf(candidate.shipped)} is left\n` : `\n${reviewText(candidate, advisories)}`);
    for (const entry of blocked) this.say(`\n${blockedText(entry)}`);
    this.say(`\n✖ ${counted(left, 'package')} not certified\n`);
    return 1;
  }

  private advisories(): Advisories | undefined {
    if (this.options.osv === undefined) return undefined;
    try {
      return Advisories.read(this.here(this.options.osv));
    } catch (e) {
      if (e instanceof UnreadableInput) throw new CommandError(`--osv ${e.message}`);
      throw e;
    }
  }

  private here(given: string): string {
    return pathFrom(this.io.cwd, given);
  }

  private say(text: string): void {
    this.io.stdout.write(text);
  }
}

/** What nobody certifies without having looked. */
function needsPerson({ shipped, isOtherContent }: Candidate, advisories: Advisories | undefined): boolean {
  return isOtherContent || (advisories !== undefined && advisories.about(shipped).length > 0);
}

/** The file that synthesis compared with. */
function usedFile({ files }: ShippingFunctions): string {
  if (files.length > 1) throw new CommandError(`Functions are compared with different files: name one with --file: ${files.join(', ')}`);
  return files[0] ?? CERTIFIED_FILE;
}

function parse(text: string, file: string): CertifiedFile {
  try {
    return parseCertifiedFile(text, file);
  } catch (e) {
    if (e instanceof CertifiedFileError || e instanceof UnreadableInput) throw new CommandError(e.message);
    throw e;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
