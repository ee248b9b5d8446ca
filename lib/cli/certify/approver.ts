import { conditionsText, parseConditions, unmetBy } from './bulk';
import { CertifyOptions, modeOf } from './options';
import { reviewText } from './review';
import type { CertifiedStore } from './store';
import { Advisories } from '../../dependencies/advisories/advisories';
import { ApprovedContent, approvedContent } from '../../dependencies/certification/approved-content';
import { allCriteria, metBy } from '../../dependencies/certification/criteria';
import { daysAfter } from '../../dependencies/certification/day';
import { hasEntry, nameOf } from '../../dependencies/certification/judge-packages';
import { Approval, Candidate, entryFor, exemptionFor, withEntries } from '../../dependencies/certification/proposals';
import type { ShippedPackage } from '../../dependencies/inventory/shipped-package';
import { CommandError } from '../errors';
import type { Io } from '../io';

/** Default validity of an approval, in days. */
const DAYS_OF_APPROVAL = 365;

/** A package, and the files that an approval would cover. */
interface Reviewed {
  readonly candidate: Candidate;
  readonly content: ApprovedContent;
}

/** Approves packages in the selected mode, and writes the approvals. */
export class Approver {
  private readonly mode: ReturnType<typeof modeOf>;

  constructor(
    private readonly store: CertifiedStore,
    private readonly options: CertifyOptions,
    private readonly io: Io,
    private readonly today: string,
    private readonly advisories: Advisories | undefined,
  ) {
    this.mode = modeOf(options);
    this.rejectCriteria();
  }

  public async approve(candidates: readonly Candidate[]): Promise<void> {
    for (const { shipped } of candidates) this.rejectBase(shipped);
    if (this.mode === 'ask') return this.ask(candidates);
    const reviewed = candidates.map((candidate) => this.reviewed(candidate)).filter((one) => !this.needsPerson(one));
    if (this.mode === 'exempt') this.exempt(reviewed);
    else if (this.mode === 'bulk') await this.approveInBulk(reviewed);
    else this.save(reviewed, { approvedBy: this.options.approvedBy!, reason: this.options.reason ?? 'Certified without a question, by cdk-sec3 certify --yes.' });
  }

  /** @throws CommandError if the version of --from has no entry, so that a difference to it would certify nothing */
  private rejectBase({ ecosystem, name }: ShippedPackage): void {
    const { from } = this.options;
    if (from === undefined || hasEntry({ ecosystem, name, version: from }, this.store.certified)) return;
    throw new CommandError(`--from ${from}: ${name} is not certified in this version, so the difference to it would certify nothing; cdk-sec3 certify --suggest names the base`);
  }

  private exempt(reviewed: readonly Reviewed[]): void {
    if (reviewed.length === 0) return;
    const details = { since: this.today, reason: this.options.reason ?? 'It shipped before packages were certified.' };
    const exemptions = reviewed.map(({ candidate, content }) => exemptionFor(candidate, details, content.files));
    this.store.save(withEntries(this.store.certified.file, [], exemptions), reviewed.flatMap(named));
    this.say(`${this.store.file} exempts ${counted(exemptions.length, 'more package')}, and ${this.store.certified.file.exemptions.length} in all\n`);
  }

  private async approveInBulk(reviewed: readonly Reviewed[]): Promise<void> {
    const { conditions } = parseConditions(this.options.bulk!);
    const met: Reviewed[] = [];
    for (const one of reviewed) {
      const unmet = await unmetBy(one.candidate, conditions, this.today);
      if (unmet.length === 0) met.push(one);
      else this.io.stderr.write(`note: ${nameOf(one.candidate.shipped)} is not certified: ${unmet.join('; ')}\n`);
    }
    const bulk = conditionsText(conditions);
    this.save(met, { approvedBy: this.options.approvedBy!, reason: this.options.reason ?? 'Met the conditions of bulk approval; not reviewed.', bulk });
  }

  /** Each answer is written immediately, so an interruption loses nothing. */
  private async ask(candidates: readonly Candidate[]): Promise<void> {
    let { approvedBy, reason } = this.options;
    for (const candidate of candidates) {
      const reviewed = this.reviewed(candidate);
      this.say(`\n${reviewText(candidate, reviewed.content, this.advisories)}`);
      const answer = await this.choice(`Certify ${nameOf(candidate.shipped)}? yes, no, or quit: `);
      if (answer === 'quit') return;
      if (answer === 'no') continue;
      approvedBy ??= await this.answer('Who approves it? ');
      reason = this.options.reason ?? (await this.answer(reason === undefined ? 'Why? ' : `Why? (Enter: ${reason}) `, reason));
      this.save([reviewed], { approvedBy, reason });
    }
  }

  private save(reviewed: readonly Reviewed[], said: Pick<Approval, 'approvedBy' | 'reason' | 'bulk'>): void {
    if (reviewed.length === 0) return;
    const { scope = [], expires = daysAfter(this.today, DAYS_OF_APPROVAL), from } = this.options;
    const approval: Approval = {
      ...(from !== undefined && { from }), criteria: this.criteria, ...said, approvedOn: this.today, expires, scope: scope.length > 0 ? [...new Set(scope)] : 'all',
    };
    const entries = reviewed.map(({ candidate, content }) => entryFor(candidate, approval, content.files));
    this.store.save(withEntries(this.store.certified.file, entries), reviewed.flatMap(named));
    this.say(`${this.store.file} certifies ${counted(entries.length, 'more package')}: ${entries.map((entry) => `${entry.name}@${entry.version}`).join(', ')}\n`);
  }

  private reviewed(candidate: Candidate): Reviewed {
    return { candidate, content: approvedContent(candidate.shipped, this.io.cwd) };
  }

  /** Packages that are never approved without a review. */
  private needsPerson({ candidate: { shipped, isOtherContent }, content: { altered = [] } }: Reviewed): boolean {
    if (isOtherContent || altered.length > 0) return true;
    // Advisories of other ecosystems say nothing about the package.
    return this.advisories !== undefined && (!this.advisories.newest(shipped.ecosystem) || this.advisories.about(shipped).length > 0);
  }

  private get criteria(): string {
    return this.options.criteria ?? (this.mode === 'ask' ? 'reviewed' : 'safe-to-run');
  }

  private rejectCriteria(): void {
    const { criteria } = this.store.certified.file;
    const known = Object.keys(allCriteria(criteria));
    if (!known.includes(this.criteria)) throw new CommandError(`--criteria ${this.criteria}: one of ${known.join(', ')} is expected`);
    if (this.mode === 'bulk' && metBy(this.criteria, criteria).has('reviewed')) {
      throw new CommandError(`--criteria ${this.criteria}: with --bulk packages are not reviewed, so a criterion that does not imply reviewed is expected`);
    }
  }

  private async choice(question: string): Promise<'yes' | 'no' | 'quit'> {
    for (;;) {
      const answer = (await this.io.ask!(question)).trim().toLowerCase();
      const choices = (['yes', 'no', 'quit'] as const).filter((choice) => answer !== '' && choice.startsWith(answer));
      if (choices.length === 1) return choices[0];
    }
  }

  private async answer(question: string, usual = ''): Promise<string> {
    for (;;) {
      const answer = (await this.io.ask!(question)).trim() || usual;
      if (answer !== '') return answer;
    }
  }

  private say(text: string): void {
    this.io.stdout.write(text);
  }
}

function named({ candidate: { shipped }, content: { files } }: Reviewed) {
  return files ? [{ package: `${shipped.ecosystem}:${nameOf(shipped)}`, files }] : [];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
