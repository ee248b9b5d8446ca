import type { AccountQuestion } from './account-question';
import { Acknowledgement, qualify } from './acknowledgements';
import { Evaluation, Observation, UNDETERMINED_ID } from './evaluation';

/** What somebody says of the accounts that the workload is deployed to. */
export interface AccountStatement {
  /** Whether what a question asks for is there, by the question's name. */
  readonly answers: { readonly [name: string]: boolean };
  /** Who says so. */
  readonly statedBy: string;
  /** Why it is so, or where that is written. */
  readonly reason: string;
}

/**
 * An evaluation in which the templates are taken for no more than they are: what they lack and an account may have can't be known
 * where nobody says of it that it is not there.
 */
export function asked(evaluation: Evaluation, account?: AccountStatement): Evaluation {
  const observations = evaluation.observations.map((observation): Observation => {
    const question = questionOf(observation);
    if (question === undefined || account?.answers[question.name] !== undefined) return observation;
    const message = `${observation.message}; whether the account has it is not in the templates; ${statementFor(question.name)}`;
    return { ...observation, kind: 'undetermined', id: UNDETERMINED_ID, message, absent: observation.id, cause: `account.${question.name}` };
  });
  return { ...evaluation, observations };
}

/** What to write into the options of the gate, or into its configuration. */
function statementFor(name: string): string {
  return `if it has, say so: account: { ${name}: true, statedBy: 'who knows it', reason: 'where that is written' }`;
}

/** What the account's statement says to a finding, as somebody's word that it is accepted. */
export function answerTo(observation: Observation, account?: AccountStatement): Acknowledgement | undefined {
  const question = questionOf(observation);
  if (question === undefined || account?.answers[question.name] !== true) return undefined;
  return { id: qualify(observation.rule.id, observation.id), path: '', reason: `${account.reason} (stated by ${account.statedBy})`, statedBy: account.statedBy };
}

function questionOf({ rule, kind, id }: Observation): AccountQuestion | undefined {
  return kind === 'finding' && rule.asks?.findings.includes(id) ? rule.asks : undefined;
}

/** What rules ask for, each once. */
export function questionsOf(rules: readonly { readonly asks?: AccountQuestion }[]): AccountQuestion[] {
  return [...new Map(rules.flatMap(({ asks }) => (asks === undefined ? [] : [[asks.name, asks] as const]))).values()];
}

/** What is not right in a statement, a line each. */
export function accountProblems(account: AccountStatement, questions: readonly AccountQuestion[], minimumReasonLength: number): string[] {
  const names = questions.map(({ name }) => name).sort();
  const { answers, statedBy, reason } = account;
  return [
    ...Object.entries(answers).flatMap(([name, answer]) => [
      ...(names.includes(name) ? [] : [`account: no rule asks for ${JSON.stringify(name)}; they ask for ${names.join(', ')}`]),
      ...(typeof answer === 'boolean' ? [] : [`account.${name}: ${JSON.stringify(answer)} is neither true nor false`]),
    ]),
    ...(typeof statedBy === 'string' && statedBy.trim() !== '' ? [] : ['account.statedBy: a text is expected that says who states it']),
    ...(typeof reason === 'string' && reason.trim().length >= minimumReasonLength
      ? []
      : [`account.reason: at least ${minimumReasonLength} characters are expected that say why it is so, or where that is written`]),
  ];
}
