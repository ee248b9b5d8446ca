/** Names with which code reads events through Powertools for AWS Lambda, converted to the names in the events. */

/** Names of Powertools, and the names in an event that the code reads by them. */
const MEANINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bmessage_attributes\b/, ['messageAttributes']],
  [/\b(?:decoded_nested_s3_event|S3SqsEventNotification\w+|S3_SQS|S3_SNS_SQS)\b/, ['s3', 'object']],
  [/\b(?:decoded_nested_sns_event|SnsSqs\w+|S3_SNS_SQS)\b/, ['Message', 'TopicArn']],
  [/\bS3_EVENTBRIDGE_SQS\b/, ['detail']],
];

/** A JMESPath expression: the selection of an envelope, or the key of an idempotent call. */
const SELECTION = /(?:jmes_?path|envelope)\w*["']?\s*[=:]\s*(["'`])((?:(?!\1)[^\n]){1,300})\1/gi;
const WITH_FUNCTION = /(["'`])((?:(?!\1)[^\n]){0,200}\bpowertools_(?:json|base64|base64_gzip)\((?:(?!\1)[^\n]){0,200})\1/g;

/** Returns the names and the quoted names, which can be those of headers. */
export function powertoolsNames(source: string): { readonly names: readonly string[]; readonly keys: readonly string[] } {
  const meant = MEANINGS.flatMap(([pattern, names]) => (pattern.test(source) ? names : []));
  const selections = [SELECTION, WITH_FUNCTION].flatMap((pattern) => [...source.matchAll(pattern)].map(([, , text]) => text));
  const keys = selections.flatMap((text) => [...text.matchAll(/\\?"([A-Za-z][\w-]{0,40})\\?"/g)].map(([, key]) => key));
  const names = selections.flatMap((text) => [...text.matchAll(/(?<![\w"-])([A-Za-z_]\w{0,40})(?![\w("-])/g)].map(([, name]) => name));
  return { names: [...meant, ...names], keys };
}
