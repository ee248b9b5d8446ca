import { Command } from 'commander';
import { BULK_SYNTAX } from './certify/bulk';
import { Certification } from './certify/certification';
import type { CertifyOptions } from './certify/options';
import type { Io } from './io';
import { CERTIFIED_FILE } from '../dependencies/certification/certified-file';

/**
 * `cdk-sec3 certify`: lists packages that ship and are not certified, and adds reviewed ones to the file.
 *
 * @param done receives the exit code: 0 all packages are certified, 1 some are not, 2 unknown
 */
export function certifyCommand(io: Io, done: (exitCode: number) => void): Command {
  const several = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command('certify')
    .summary('review the packages that ship with functions, and certify them')
    .description(
      'Compares the packages that ship with the functions of a cloud assembly (the cdk.out folder that cdk synth writes) with certified ' +
        'packages, shows information for the review of each uncertified one, and writes approvals to the file.',
    )
    .argument('[assembly]', 'the cloud assembly', 'cdk.out')
    .option('-f, --file <file>', `the file with certifications (default: the one that synthesis used, else ${CERTIFIED_FILE})`)
    .option('-p, --package <name@version>', 'only this package; may be given several times', several)
    .option('--scope <path>', 'construct path of a function that new packages may ship with; may be given several times (default: all functions)', several)
    .option('-y, --yes', 'certify without asking, except packages with advisories, or whose content differs from the approved one or from the archive')
    .option('--check', 'write nothing; exit with 1 if a package is not certified')
    .option('--suggest', 'write nothing; list reviews to make, the smallest first, with the files that changed since the last approval')
    .option('--diff <name@version>', 'write nothing; show how a package differs from its last approved version')
    .option('--exempt', 'list all uncertified packages that ship now as exempt, to start')
    .option('--bulk <conditions>', `certify packages that meet conditions, without asking: ${BULK_SYNTAX}; they never count as reviewed`)
    .option('--prune', 'remove entries that no shipped package needs')
    .option('--import <file>', 'import the certifications of another file, pinned by its hash: a path, or a file of an installed package; run it again to update the pin')
    .option('--from <version>', 'approve the package of --package by its difference to this version')
    .option('--criteria <name>', 'criterion of the approval (default: reviewed; safe-to-run with --yes and --bulk)')
    .option('--approved-by <name>', 'approver; required with --yes and --bulk, otherwise the command asks')
    .option('--reason <text>', 'reason of the approval; without it, the command asks')
    .option('--expires <date>', 'last day of the approval, as YYYY-MM-DD (default: in a year)')
    .option('--osv <path>', 'folder or zip archive with OSV advisories to show with each package; may be given several times', several)
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0  all packages are certified, or all that --package names; or the requested output was written',
        '  1  a package is not certified',
        '  2  the command failed',
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
