import type { AccountQuestion } from './account-question';
import { Acknowledgement, qualify } from './acknowledgements';
import { Evaluation, Observation, UNDETERMINED_ID } from './evaluation';

/** A statement about the accounts that the workload is deployed to. */
export interface AccountStatement {
  /** Whether the accounts have the property of a question, by the question's name. */
  readonly answers: { readonly [name: string]: boolean };
  /** The person or team that makes the statement. */
  readonly statedBy: string;
  /** The reason, or where it is documented. */
  readonly reason: string;
}

/**
 * Returns an evaluation that reads templates literally: a property that templates lack and that an account may have is undetermined, unless the
 * statement says that it is absent.
 */
export function asked(evaluation: Evaluation, account?: AccountStatement): Evaluation {
  const observations = evaluation.observations.map((observation): Observation => {
    const question = questionOf(observation);
    if (question === undefined || account?.answers[question.name] !== undefined) return observation;
    const message = `${observation.message}; the templates do not show whether the account has it: ${statementFor(question.name)}`;
    return { ...observation, kind: 'undetermined', id: UNDETERMINED_ID, message, absent: observation.id, cause: `account.${question.name}` };
  });
  return { ...evaluation, observations };
}

/** Returns the text to write into the options of the gate, or into its configuration. */
function statementFor(name: string): string {
  return `if it has, write to the configuration file, or to the options of Sec3.enforce: account: { ${name}: true, statedBy: 'who knows this', reason: 'where it is documented' }`;
}

/** Returns the account's statement about a finding, in the form of an acknowledgement. */
export function answerTo(observation: Observation, account?: AccountStatement): Acknowledgement | undefined {
  const question = questionOf(observation);
  if (question === undefined || account?.answers[question.name] !== true) return undefined;
  return { id: qualify(observation.rule.id, observation.id), path: '', reason: `${account.reason} (stated by ${account.statedBy})`, statedBy: account.statedBy };
}

function questionOf({ rule, kind, id }: Observation): AccountQuestion | undefined {
  return kind === 'finding' && rule.asks?.findings.includes(id) ? rule.asks : undefined;
}

/** Returns the questions of rules, each once. */
export function questionsOf(rules: readonly { readonly asks?: AccountQuestion }[]): AccountQuestion[] {
  return [...new Map(rules.flatMap(({ asks }) => (asks === undefined ? [] : [[asks.name, asks] as const]))).values()];
}

/** Returns the problems of a statement, one line each. */
export function accountProblems(account: AccountStatement, questions: readonly AccountQuestion[], minimumReasonLength: number): string[] {
  const names = questions.map(({ name }) => name).sort();
  const { answers, statedBy, reason } = account;
  return [
    ...Object.entries(answers).flatMap(([name, answer]) => [
      ...(names.includes(name) ? [] : [`account: no rule uses ${JSON.stringify(name)}; rules use ${names.join(', ')}`]),
      ...(typeof answer === 'boolean' ? [] : [`account.${name}: ${JSON.stringify(answer)} is neither true nor false`]),
    ]),
    ...(typeof statedBy === 'string' && statedBy.trim() !== '' ? [] : ['account.statedBy: a text that names who states it is expected']),
    ...(typeof reason === 'string' && reason.trim().length >= minimumReasonLength
      ? []
      : [`account.reason: at least ${minimumReasonLength} characters are expected: the reason, or where it is documented`]),
  ];
}
