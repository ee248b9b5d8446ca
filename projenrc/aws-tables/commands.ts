import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of properties with a command, or with its arguments. */
const NAME = /^((Build|Start)?Command|(Container)?Entry[Pp]oint|Args|(Container|EntryPoint)?Arguments|ExecArgs)$/;

/** Names of properties with a list of commands. */
const LIST = /^Commands$/;

const EXCEPTIONS: Exceptions = {
  added: {
    'What Systems Manager runs on instances; its specification has no names of parameters.': [
      'AWS::SSM::Association Parameters.commands.*',
      'AWS::SSM::MaintenanceWindowTask TaskInvocationParameters.MaintenanceWindowRunCommandParameters.Parameters.commands.*',
    ],
  },
  removed: {
    'A file.': [
      'AWS::EMRContainers::JobTemplate JobTemplateData.JobDriver.SparkSqlJobDriver.EntryPoint',
      'AWS::EMRContainers::JobTemplate JobTemplateData.JobDriver.SparkSubmitJobDriver.EntryPoint',
    ],
  },
};

/** Properties with what a shell, a container or an instance runs: `type path`. A list of commands has a `*` at its end, and the words of one have none. */
export function commands(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ shapes }) => shapes.includes('string') || shapes.includes('[string]'))
    .filter(({ name }) => NAME.test(name) || LIST.test(name))
    .map(({ type, path, name }) => `${type} ${path}${LIST.test(name) ? '.*' : ''}`);
  return withExceptions(derived, EXCEPTIONS);
}
