import { Size } from 'aws-cdk-lib';
import type { DocumentReader } from './open-api-endpoints';
import { Node } from './open-api-node';
import { pointerStep } from '../../json/json-pointer';
import type { ApiEndpointProps } from '../api/api-endpoint';

/** The bodies that an operation accepts. */
export type DescribedBodies = Pick<ApiEndpointProps, 'body' | 'form' | 'uploads'>;

/** JSON media types (RFC 6839), the only ones whose bodies API Gateway can validate against a model. */
const JSON_MEDIA = /^[\w.-]+\/([\w.*-]+\+)?json(;|$)/;

const FORM = 'application/x-www-form-urlencoded';

const MEDIA_TYPE = /^[a-z0-9][\w.+-]*\/(\*|[a-z0-9][\w.+-]*)$/i;

/** Bodies by content type. JSON and forms are validated by their schemas, others by type and by the size in `bound`. */
export function bodiesOf(reader: DocumentReader, content: Node, at: string, verb: string, problem: (text: string) => void): DescribedBodies {
  const types = Object.keys(content);
  const pointerOf = (type: string) => `${at}/${pointerStep(type)}/schema`;
  const json = types.filter((type) => JSON_MEDIA.test(type) || (type === '*/*' && types.length === 1));
  const forms = types.filter((type) => mediaType(type) === FORM);
  const others = types.filter((type) => !json.includes(type) && !forms.includes(type));
  if (types.length === 0) problem('the body has no content type');
  const uploads = uploadsOf(others, reader.maxBytes, problem);
  // A body of GET, HEAD or DELETE has no meaning (RFC 9110, 9.3), so none is accepted.
  if (['get', 'head', 'delete'].includes(verb) && json.length === 0) return {};
  const distinct = new Set(json.map((type) => JSON.stringify(reader.at(pointerOf(type)))));
  if (distinct.size > 1) problem('the body has different schemas for its content types; one schema for all is expected');
  return {
    body: json.length > 0 ? modelAt(reader, pointerOf(json[0]), problem) : undefined,
    form: forms.length > 0 ? modelAt(reader, pointerOf(forms[0]), problem) : undefined,
    uploads,
  };
}

function modelAt(reader: DocumentReader, pointer: string, problem: (text: string) => void): DescribedBodies['body'] {
  const schema = reader.at(pointer);
  if (schema === undefined) {
    problem('the body has no schema');
    return undefined;
  }
  return reader.bodyModel(schema, pointer);
}

function uploadsOf(types: readonly string[], maxBytes: number | undefined, problem: (text: string) => void): DescribedBodies['uploads'] {
  if (types.length === 0) return undefined;
  if (maxBytes === undefined) {
    problem(`the body may be ${types.join(', ')}, which has no schema; limit its size with models.bound`);
    return undefined;
  }
  const named = [...new Set(types.map(mediaType))];
  const unknown = named.filter((type) => !MEDIA_TYPE.test(type));
  if (unknown.length > 0) problem(`the body may be ${unknown.join(', ')}, which is not a specific media type`);
  return named.map((contentType) => ({ contentType, maxSize: Size.bytes(maxBytes) }));
}

function mediaType(type: string): string {
  return type.split(';')[0].trim().toLowerCase();
}
