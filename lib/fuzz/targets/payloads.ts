/** What senders wrote into events: the values that schemas are about. */
import type { EntryPoint } from './entry-points';
import { isObject } from '../../json/json-object';

/** Bodies, messages, items and details of an event; none of what is not written as it should. */
export function payloadsOf({ kind, payload, envelope }: Pick<EntryPoint, 'kind' | 'payload' | 'envelope'>, event: any): unknown[] {
  const read = (text: string) => (payload === 'text' ? [text] : parsed(text));
  switch (kind) {
    case 'sqs':
      if (envelope === 'sns') return event.Records.flatMap(({ body }: any) => parsed(body)).flatMap((outer: any) => read(outer?.Message));
      if (envelope === 'eventBridge') return event.Records.flatMap(({ body }: any) => parsed(body)).map((outer: any) => outer?.detail);
      return event.Records.flatMap(({ body }: any) => read(body));
    case 'sns':
      return event.Records.flatMap(({ Sns }: any) => read(Sns.Message));
    case 'kinesis':
      return event.Records.flatMap(({ kinesis }: any) => read(decoded(kinesis.data)));
    case 'dynamodb':
      return event.Records.flatMap(({ dynamodb }: any) => [dynamodb.Keys, dynamodb.OldImage, dynamodb.NewImage]).filter(isObject).map(itemOf);
    case 's3':
      return event.Records.map(({ eventName, s3: { bucket, object } }: any) => ({
        eventName, bucket: bucket.name, key: decodeURIComponent(object.key.replace(/\+/g, ' ')), ...('size' in object && { size: object.size }),
      }));
    case 'eventbridge':
      return [event.detail];
    default:
      return parsed(event.isBase64Encoded ? decoded(event.body) : event.body);
  }
}

/** The values of a parameter of a request, which HTTP APIs and function URLs join where there are several. */
export function parameterOf(event: any, place: string, name: string): string[] {
  const query = event.multiValueQueryStringParameters ?? event.queryStringParameters;
  const named = { path: event.pathParameters, querystring: query, header: event.multiValueHeaders ?? event.headers }[place] ?? {};
  const isSame = place === 'header' ? (other: string) => other.toLowerCase() === name.toLowerCase() : (other: string) => other === name;
  return Object.entries<string | string[]>(named).flatMap(([other, values]) => (isSame(other) ? values : []));
}

function parsed(text: unknown): unknown[] {
  try {
    return [JSON.parse(String(text))];
  } catch {
    return [];
  }
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

/** An item of DynamoDB as plain JSON. */
function itemOf(attributes: { readonly [name: string]: object }): object {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, valueOf(attribute)] as const));
}

function valueOf(attribute: object): unknown {
  const [[type, content]] = Object.entries<any>(attribute);
  if (type === 'L') return content.map(valueOf);
  if (type === 'M') return itemOf(content);
  return type === 'N' ? Number(content) : type === 'NULL' ? null : content;
}
