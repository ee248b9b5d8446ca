/**
 * The management events that selectors of a CloudTrail trail record. CloudFormation and the API of CloudTrail write selectors alike.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */

/** The known fields of a management event. */
export interface TrailEvent {
  readonly readOnly: boolean;
  /** `secretsmanager.amazonaws.com`. */
  readonly eventSource?: string;
  readonly eventName?: string;
}

/** Checks whether a basic selector records an event. */
export function basicRecords(selector: any, { readOnly, eventSource }: TrailEvent): boolean {
  const { IncludeManagementEvents: management = true, ReadWriteType: type = 'All', ExcludeManagementEventSources: excluded = [] } = selector;
  return String(management) !== 'false' && ['All', readOnly ? 'ReadOnly' : 'WriteOnly'].includes(type) && !excluded.includes(eventSource);
}

/** Checks whether an advanced selector records an event: all of its fields must match. Undefined if it selects by an unknown field. */
export function advancedRecords({ FieldSelectors: fields = [] }: any, { readOnly, ...event }: TrailEvent): boolean | undefined {
  const known: { readonly [field: string]: string | undefined } = { eventCategory: 'Management', eventType: 'AwsApiCall', readOnly: String(readOnly), ...event };
  const matches = fields.map((field: any) => {
    const value = known[field.Field];
    return value === undefined ? undefined : letsPass(field, value);
  });
  if (matches.includes(false) || !fields.some((field: any) => field.Field === 'eventCategory')) return false;
  return matches.includes(undefined) ? undefined : true;
}

const OPERATORS: { readonly [operator: string]: (text: string, operand: string) => boolean } = {
  Equals: (text, operand) => text === operand,
  StartsWith: (text, operand) => text.startsWith(operand),
  EndsWith: (text, operand) => text.endsWith(operand),
};

function letsPass(field: any, text: string): boolean {
  return Object.entries(OPERATORS).every(([operator, matches]) => {
    const applies = (operand: unknown) => matches(text, String(operand));
    const wanted: unknown[] = field[operator] ?? [];
    return (wanted.length === 0 || wanted.some(applies)) && !(field[`Not${operator}`] ?? []).some(applies);
  });
}
