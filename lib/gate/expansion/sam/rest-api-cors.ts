import { ANY_METHOD, INTEGRATION, pathItems, type Draft } from './open-api';
import { compact, isGiven, mapOf } from './values';
import type { JsonObject } from '../../../json/json-object';

/** Properties of an API's `Cors`. */
export const CORS = ['AllowCredentials', 'AllowHeaders', 'AllowMethods', 'AllowOrigin', 'MaxAge'];

const HEADERS: readonly (readonly [property: string, header: string])[] = [
  ['AllowOrigin', 'Access-Control-Allow-Origin'],
  ['AllowHeaders', 'Access-Control-Allow-Headers'],
  ['AllowMethods', 'Access-Control-Allow-Methods'],
  ['MaxAge', 'Access-Control-Max-Age'],
];

const ALL = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Adds a method for preflight requests to each path without one. Returns the paths that got one. */
export function addCors(document: Draft, cors: unknown): string[] {
  const settings = mapOf(cors) ?? { AllowOrigin: cors };
  const added: string[] = [];
  const seen = new Map<string, string>();
  for (const { path, item } of pathItems(document)) {
    const normalized = path === '/' ? path : path.replace(/\/$/, '');
    if ((seen.get(normalized) ?? path) !== path) continue;
    seen.set(normalized, path);
    if (Object.hasOwn(item, 'options')) continue;
    const origin = settings.AllowOrigin ?? "'*'";
    const methods = isGiven(settings.AllowMethods) ? settings.AllowMethods : `'${methodsOf(item).join(',')}'`;
    item.options = preflight({ ...settings, AllowOrigin: origin, AllowMethods: methods });
    added.push(path);
  }
  return added;
}

function methodsOf(item: Draft): string[] {
  const keys = Object.keys(item);
  return keys.includes(ANY_METHOD) ? ALL : [...new Set([...keys, 'options'].map((key) => key.toUpperCase()))].sort();
}

function preflight(settings: JsonObject): Draft {
  const isSet = (property: string) => isGiven(settings[property]) || settings[property] === 0;
  const given = HEADERS.filter(([property]) => isSet(property)).map(([property, header]) => [header, settings[property]] as const);
  const headers = [...given, ...(settings.AllowCredentials === true ? [['Access-Control-Allow-Credentials', "'true'"] as const] : [])];
  return {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    [INTEGRATION]: {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: compact({
          statusCode: '200',
          responseParameters: Object.fromEntries(headers.map(([header, value]) => [`method.response.header.${header}`, value])),
          responseTemplates: { 'application/json': '{}\n' },
        }),
      },
    },
    responses: {
      200: {
        description: 'Default response for CORS method',
        headers: Object.fromEntries(headers.map(([header]) => [header, { type: header.endsWith('Max-Age') ? 'integer' : 'string' }])),
      },
    },
  };
}
