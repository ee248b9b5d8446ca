import { finding, Outcome, Resource, Rule } from '../../gate';
import { definitionLeaves, secretInputs, secretReads } from '../template/secrets-in-executions';

/** Executions keep secrets out of their history and log. */
export const secretNotInExecution: Rule = {
  id: 'SecretNotInExecution',
  item: 'secrets/manager',
  severity: 'error',
  title: 'No state machine reads a secret into its history, or logs an input that is one.',
  why:
    'Everyone who may view an execution reads the inputs and outputs of its states, for 90 days after it ends. A log with execution data keeps them ' +
    'for those who may read logs.',
  fix: {
    cdk: 'Read the secret in the function that needs it, by its ARN, or call HTTP endpoints by a Connection of EventBridge. Set includeExecutionData: false in logs.',
    template:
      'Read the secret in a function, and remove the state with its Resource from DefinitionString; HTTP tasks take a ConnectionArn. Set IncludeExecutionData: false.',
    sam: 'Read the secret in a function, and remove the state from Definition; HTTP tasks take a ConnectionArn. Set IncludeExecutionData: false in Logging.',
  },
  acceptable: 'If the value is worthless after the state, such as a token for one use: say what it is, and how long it is valid.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  resourceTypes: ['AWS::StepFunctions::StateMachine'],
  findings: {
    'reads-secret': 'The answer of a state is a secret, and part of the history.',
    'logs-secret': 'The log contains inputs and outputs, and one of them is named as a secret.',
  },
  check: (machine) => {
    const leaves = definitionLeaves(machine);
    // NoPlaintextSecretInText reports definitions that can’t be read.
    if (leaves === undefined) return [];
    const reads = secretReads(leaves).map(([state, action]) => finding(definitionOf(machine), 'reads-secret', `${state} calls ${action}, whose answer is a secret`));
    return [...reads, ...checkLog(machine, secretInputs(leaves))];
  },
};

function definitionOf(machine: Resource) {
  return machine.get(machine.get('Definition').exists ? 'Definition' : 'DefinitionString');
}

function checkLog(machine: Resource, names: readonly string[]): readonly Outcome[] {
  const log = machine.get('LoggingConfiguration');
  if (names.length === 0 || !log.exists || (log.at('Level').string() ?? 'OFF') === 'OFF') return [];
  const data = log.at('IncludeExecutionData');
  return data.boolean() === true ? [finding(data, 'logs-secret', `the log contains what states pass as ${names.join(', ')}`)] : [];
}
