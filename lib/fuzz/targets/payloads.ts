/** Extracts from events what senders wrote: the values that schemas describe. */
import type { EntryPoint } from './entry-points';
import { isObject } from '../../json/json-object';

/** Returns the bodies, messages, items and details in an event. Values that can't be parsed are left out. */
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

/** Returns the values of a request parameter. HTTP APIs and function URLs join several values. */
export function parameterOf(event: any, place: string, name: string): string[] {
  const query = event.multiValueQueryStringParameters ?? event.queryStringParameters;
  if (place === 'cookie') return cookiesOf(event).flatMap((cookie) => (cookie.startsWith(`${name}=`) ? [cookie.slice(name.length + 1)] : []));
  const named = { path: event.pathParameters, querystring: query, header: event.multiValueHeaders ?? event.headers }[place] ?? {};
  const isSame = place === 'header' ? (other: string) => other.toLowerCase() === name.toLowerCase() : (other: string) => other === name;
  return Object.entries<string | string[]>(named).flatMap(([other, values]) => (isSame(other) ? values : []));
}

function cookiesOf(event: any): string[] {
  return event.cookies ?? parameterOf(event, 'header', 'Cookie').flatMap((line) => line.split('; '));
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

/** Returns an item of DynamoDB as plain JSON. */
function itemOf(attributes: { readonly [name: string]: object }): object {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, valueOf(attribute)] as const));
}

function valueOf(attribute: object): unknown {
  const [[type, content]] = Object.entries<any>(attribute);
  if (type === 'L') return content.map(valueOf);
  if (type === 'M') return itemOf(content);
  return type === 'N' ? Number(content) : type === 'NULL' ? null : content;
}
