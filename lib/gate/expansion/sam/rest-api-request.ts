import type { SamEvent } from './events/event';
import { writtenAt } from './events/event';
import { child, INTEGRATION, isOpenApi3, items, type Draft } from './open-api';
import { entriesOf, isGiven, listOf, mapOf } from './values';
import type { Place } from '../origin';

const VALIDATORS = 'x-amazon-apigateway-request-validators';

/** Adds the request settings of an event: model, validator, parameters and timeout. */
export function addRequest(document: Draft, definition: Draft, event: SamEvent, places: Place[], at: string): void {
  const { properties, target } = event;
  const { logicalId } = target.of;
  const integration = child(definition, INTEGRATION);
  if (isGiven(properties.TimeoutInMillis)) integration.timeoutInMillis = properties.TimeoutInMillis;
  const request = mapOf(properties.RequestModel);
  if (request && typeof request.Model === 'string') {
    addModel(document, definition, request.Model.toLowerCase(), request.Required);
    addValidator(document, definition, request.ValidateBody, request.ValidateParameters);
    for (const key of ['requestBody', 'x-amazon-apigateway-request-validator']) places.push({ location: `${at}.${key}`, written: writtenAt(event, 'RequestModel'), logicalId });
  }
  if (isGiven(properties.RequestParameters)) {
    addParameters(definition, integration, properties.RequestParameters);
    places.push({ location: `${at}.parameters`, written: writtenAt(event, 'RequestParameters'), logicalId });
  }
}

function addModel(document: Draft, definition: Draft, name: string, required: unknown): void {
  const requirement = required === undefined ? {} : { required };
  if (document.swagger !== undefined) {
    definition.parameters = [...items(definition, 'parameters'), { in: 'body', name, schema: { $ref: `#/definitions/${name}` }, ...requirement }];
  } else if (isOpenApi3(document.openapi)) {
    definition.requestBody = { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } }, ...requirement };
  }
}

function addValidator(document: Draft, definition: Draft, body: unknown, parameters: unknown): void {
  if (body === undefined && parameters === undefined) return;
  const name = isGiven(body) ? (isGiven(parameters) ? 'body-and-params' : 'body-only') : isGiven(parameters) ? 'params-only' : 'no-validation';
  child(document, VALIDATORS)[name] ??= { validateRequestBody: body ?? false, validateRequestParameters: parameters ?? false };
  definition['x-amazon-apigateway-request-validator'] = name;
}

function addParameters(definition: Draft, integration: Draft, declared: unknown): void {
  const parameters = [...items(definition, 'parameters')];
  for (const entry of listOf(declared)) {
    const [[name, settings] = [entry, undefined]] = typeof entry === 'string' ? [] : entriesOf(entry);
    const [, place, key] = /^method\.request\.(querystring|path|header)\.(.+)$/s.exec(String(name)) ?? [];
    if (place === undefined) continue;
    const { Required: required = false, Caching: cached = false } = mapOf(settings) ?? {};
    parameters.push({ in: place === 'querystring' ? 'query' : place, name: key, required, type: 'string' });
    if (isGiven(cached)) integration.cacheKeyParameters = [...items(integration, 'cacheKeyParameters'), name];
  }
  definition.parameters = parameters;
}
