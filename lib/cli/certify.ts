import { Command } from 'commander';
import { BULK_SYNTAX } from './certify/bulk';
import { Certification } from './certify/certification';
import type { CertifyOptions } from './certify/options';
import type { Io } from './io';
import { CERTIFIED_FILE } from '../dependencies/certification/certified-file';

/**
 * `cdk-sec3 certify`: what ships and is not certified, for review, into the file.
 *
 * @param done takes the exit code: 0 all is certified, 1 something is not, 2 unknown
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
    .option('-y, --yes', 'certify without asking, save packages with advisories, or with another content than was approved or the archive has')
    .option('--check', 'write nothing; exit with 1 where something is not certified')
    .option('--suggest', 'write nothing; list what to review, the least work first, with the files that changed since the last approval')
    .option('--diff <name@version>', 'write nothing; show how a package differs from what was approved of it last')
    .option('--exempt', 'begin with what ships now: list all that is not certified as exempt')
    .option('--bulk <conditions>', `certify what meets conditions, without asking: ${BULK_SYNTAX}; never as reviewed`)
    .option('--prune', 'remove entries that nothing that ships needs')
    .option('--import <file>', 'import what another file certifies, pinned by its hash: a path, or a file of an installed package; again to update the pin')
    .option('--from <version>', 'approve the one package by its difference to this version')
    .option('--criteria <name>', 'what is said of what is approved (default: reviewed, and safe-to-run with --yes and --bulk)')
    .option('--approved-by <name>', 'who approves; asked for where it is not given, and needed with --yes and --bulk')
    .option('--reason <text>', 'why; asked for where it is not given')
    .option('--expires <date>', 'last day of the approval, as YYYY-MM-DD (default: in a year)')
    .option('--osv <path>', 'folder or zip archive with advisories in the format of OSV, to be shown with each package; may be given several times', several)
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  all packages are certified, or all that were named; what was asked for is written or shown',
        '  1  a package is not certified',
        '  2  the command could not do its work',
        '',
        'Examples:',
        '  cdk-sec3 certify',
        '  cdk-sec3 certify --exempt',
        '  cdk-sec3 certify --suggest',
        '  cdk-sec3 certify --diff lodash@4.17.21',
        '  cdk-sec3 certify --package lodash@4.17.21 --from 4.17.20 --approved-by you@example.com',
        '  cdk-sec3 certify --bulk "license=MIT|ISC,age=30,no-install-script" --approved-by you@example.com',
        '  cdk-sec3 certify --import ../platform/certified-dependencies.json',
        '  cdk-sec3 certify --check',
      ].join('\n'),
    )
    .action(async (assembly: string, options: CertifyOptions) => done(await new Certification(assembly, options, io).run()));
}
