import { importFile } from './add-import';
import { Approver } from './approver';
import { differenceText, suggestions } from './differences';
import { CertifyOptions, modeOf, rejectOptions } from './options';
import { blockedText, reviewText } from './review';
import { readShippingFunctions, ShippingFunctions } from '../shipping-functions';
import { CertifiedStore } from './store';
import { Advisories } from '../../dependencies/advisories/advisories';
import { approvedContent } from '../../dependencies/certification/approved-content';
import { CERTIFIED_FILE } from '../../dependencies/certification/certified-file';
import { dayOf } from '../../dependencies/certification/day';
import { nameOf } from '../../dependencies/certification/judge-packages';
import { Candidate, Proposals, proposalsFor } from '../../dependencies/certification/proposals';
import { unusedEntries, withoutEntries } from '../../dependencies/certification/unused-entries';
import type { ShippedPackage } from '../../dependencies/inventory/shipped-package';
import { UnreadableInput } from '../../gate';
import { CommandError } from '../errors';
import { Io, pathFrom } from '../io';
import { Progress } from '../progress';

/** One run of the command. */
export class Certification {
  private readonly today = dayOf(new Date());
  private readonly mode: ReturnType<typeof modeOf>;

  constructor(
    private readonly assembly: string,
    private readonly options: CertifyOptions,
    private readonly io: Io,
  ) {
    this.mode = modeOf(options);
  }

  public async run(): Promise<number> {
    rejectOptions(this.options, this.today);
    if (this.mode === 'import') return this.import();
    const progress = new Progress(this.io.progress);
    progress.phase('Reading what ships');
    const shipping = readShippingFunctions(this.here(this.assembly));
    const store = new CertifiedStore(this.here(this.options.file ?? usedFile(shipping)));
    progress.clear();
    if (this.mode === 'prune') return this.prune(shipping, store);
    if (this.mode === 'diff') return this.diff(shipping, store);
    progress.phase('Reading advisories');
    const advisories = this.advisories();
    progress.phase('Comparing with certified packages');
    const proposals = this.proposals(shipping, store);
    progress.clear();
    if (this.mode === 'suggest') {
      this.say(proposals.candidates.length === 0 ? '' : suggestions(proposals.candidates, store.certified, this.io.cwd, this.today));
      return this.report(proposals, advisories);
    }
    if (this.mode === 'ask' && !this.io.ask && proposals.candidates.length > 0) {
      throw new CommandError(`${counted(proposals.candidates.length, 'package')} not certified, and there is no terminal for questions: use --yes, or --check, which lists them`);
    }
    this.note(shipping, store);
    if (this.mode !== 'check') await new Approver(store, this.options, this.io, this.today, advisories).approve(proposals.candidates);
    return this.report(this.proposals(shipping, store), advisories);
  }

  /** Returns the selected packages that are not certified. */
  private proposals({ functions }: ShippingFunctions, store: CertifiedStore): Proposals {
    const { candidates, blocked } = proposalsFor(functions, store.certified, this.today);
    const { package: wanted } = this.options;
    if (!wanted) return { candidates, blocked };
    wanted.forEach((name) => shippedAs(name, functions, '--package'));
    const isWanted = ({ shipped }: Pick<Candidate, 'shipped'>) => wanted.includes(nameOf(shipped));
    return { candidates: candidates.filter(isWanted), blocked: blocked.filter(isWanted) };
  }

  private note({ functions, unknown, uncovered }: ShippingFunctions, { certified }: CertifiedStore): void {
    if (this.options.package) return;
    const unused = unusedEntries(functions, certified, this.today);
    const notes = [
      ...uncovered.map((path) => `${path} has no software bill of materials, so what ships with it is not known`),
      ...unknown.map(({ functionPath, what, why, fix }) => `${functionPath}: ${what}: ${why}; ${fix}`),
      ...unused.packages.map(({ name, version, range }) => `${name}@${version ?? range} is certified, but no shipped package needs the entry; --prune removes it`),
      ...unused.exemptions.map((entry) => `${nameOf(entry)} is exempt, but no shipped package needs the entry; --prune removes it`),
    ];
    for (const note of notes) this.io.stderr.write(`note: ${note}\n`);
  }

  private import(): number {
    const file = this.here(this.options.file ?? CERTIFIED_FILE);
    const { from, packages } = importFile(file, this.options.import!);
    this.say(`${file} imports ${counted(packages, 'package')} from ${from}\n`);
    return 0;
  }

  private prune({ functions }: ShippingFunctions, store: CertifiedStore): number {
    const unused = unusedEntries(functions, store.certified, this.today);
    const names = [...unused.packages.map(({ name, version, range }) => `${name}@${version ?? range}`), ...unused.exemptions.map(nameOf)];
    if (names.length > 0) store.save(withoutEntries(store.certified.file, unused));
    this.say(names.length === 0 ? 'Every entry is needed\n' : `${counted(names.length, 'entry', 'entries')} removed: ${names.join(', ')}\n`);
    return 0;
  }

  private diff({ functions }: ShippingFunctions, { certified }: CertifiedStore): number {
    this.say(differenceText(shippedAs(this.options.diff!, functions, '--diff'), certified, this.io.cwd, this.today));
    return 0;
  }

  private report({ candidates, blocked }: Proposals, advisories: Advisories | undefined): number {
    const left = candidates.length + blocked.length;
    if (left === 0) {
      this.say(`✔ ${this.options.package ? 'The selected packages are' : 'Every package that ships is'} certified\n`);
      return 0;
    }
    // In interactive mode and with suggestions, they were listed before.
    const isSeen = this.mode === 'ask';
    for (const candidate of this.mode === 'suggest' ? [] : candidates) {
      this.say(isSeen ? `${nameOf(candidate.shipped)} is not certified\n` : `\n${reviewText(candidate, approvedContent(candidate.shipped, this.io.cwd), advisories)}`);
    }
    for (const entry of blocked) this.say(`\n${blockedText(entry)}`);
    this.say(`\n✖ ${counted(left, 'package')} not certified\n`);
    return 1;
  }

  private advisories(): Advisories | undefined {
    if (this.options.osv === undefined) return undefined;
    try {
      return Advisories.read(this.options.osv.map((source) => this.here(source)));
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

/** Returns a package by name. @throws CommandError if no function ships it */
function shippedAs(name: string, functions: ShippingFunctions['functions'], option: string): ShippedPackage {
  const found = functions.flatMap(({ packages }) => packages).find((shipped) => nameOf(shipped) === name);
  if (found) return found;
  throw new CommandError(`No function ships this package: ${option} ${name}: the name@version of a shipped package is expected; cdk-sec3 certify --check lists uncertified ones`);
}

/** Returns the file with certifications that synthesis used. */
function usedFile({ files }: ShippingFunctions): string {
  if (files.length > 1) throw new CommandError(`Functions are compared with different files: name one with --file: ${files.join(', ')}`);
  return files[0] ?? CERTIFIED_FILE;
}

function counted(count: number, what: string, plural = `${what}s`): string {
  return `${count} ${count === 1 ? what : plural}`;
}
