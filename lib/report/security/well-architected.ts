import type { SecurityReport } from './security-report';
import type { PracticeId } from '../../checklist';
import { Status, statusText } from '../checklist';
import { count } from '../model';

/**
 * Ids of the question and of its choices in the Serverless Lens of the AWS Well-Architected Tool. They are undocumented; `aws wellarchitected
 * get-answer --lens-alias serverless --question-id sec_q3` shows them.
 */
const QUESTION_ID = 'sec_q3';
const CHOICES: { readonly [practice in PracticeId]: string } = {
  'awareness': 'sec_sec_q3_a1',
  'secrets': 'sec_sec_q3_a4',
  'dependencies': 'sec_sec_q3_a3',
  'inbound-events': 'sec_sec_q3_a5',
  'runtime-protection': 'sec_sec_q3_a2',
};

/** The tool's limits for the notes of an answer, and of a choice, in characters. */
const MAX_NOTES = 2084;
const MAX_CHOICE_NOTES = 250;

/** Statuses with which a practice counts as followed. */
const FOLLOWED: readonly Status[] = ['satisfied', 'acknowledged'];

/**
 * Returns the answer for the AWS Well-Architected Tool: the input of `UpdateAnswer`, without the id of the workload.
 *
 *     aws wellarchitected update-answer --workload-id ID --cli-input-json file://answer.json
 *
 * A practice is selected if each of its lines is satisfied or acknowledged. A practice with lines that no rule serves is not selected, since a person
 * has to decide.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/APIReference/API_UpdateAnswer.html
 */
export function wellArchitectedAnswer(report: SecurityReport): string {
  const judged = report.practices.map((practice) => {
    const lines = practice.items.filter(({ status }) => status !== 'not-applicable');
    return { practice, lines, isFollowed: lines.length > 0 && lines.every(({ status }) => FOLLOWED.includes(status)) };
  });
  const answer = {
    LensAlias: 'serverless',
    QuestionId: QUESTION_ID,
    SelectedChoices: judged.filter(({ isFollowed }) => isFollowed).map(({ practice }) => CHOICES[practice.practice]),
    ChoiceUpdates: Object.fromEntries(
      judged.map(({ practice, lines, isFollowed }) => {
        const status = isFollowed ? 'SELECTED' : lines.length === 0 ? 'NOT_APPLICABLE' : 'UNSELECTED';
        const notes = lines.map((line) => `${line.item.replace(/^.*\//, '')}: ${statusText(line.status)}`).join('; ');
        const reason = status === 'NOT_APPLICABLE' ? { Reason: 'OUT_OF_SCOPE' } : {};
        return [CHOICES[practice.practice], { Status: status, ...reason, Notes: cut(notes || 'the workload has no resource that it applies to', MAX_CHOICE_NOTES) }];
      }),
    ),
    Notes: cut(notesOf(report), MAX_NOTES),
    IsApplicable: true,
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

function notesOf({ tool, madeAt, inputs, practices }: SecurityReport): string {
  return [
    `cdk-sec3 ${tool.version}, ${madeAt.slice(0, 10)}, ${inputs.join(', ')}`,
    ...practices.map(({ title, status, items }) => {
      const open = items.reduce((sum, { findings }) => sum + findings.length, 0);
      const accepted = items.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
      return `${title}: ${statusText(status)}, ${count(open, 'open finding')}, ${accepted} acknowledged`;
    }),
  ].join('\n');
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
