/** Tests a mapping template with requests that callers could send. Only the template runs. */
import { HEADER_TEXTS, isObeyed } from './header-trial';
import { BodyForm } from './integration';
import { writtenBy } from './map-request';
import { runTemplate, TemplateOutput } from './run-template';
import { TemplateFailure } from './template-failure';
import { Text } from './text';
import type { VelocityTemplate } from './velocity-syntax';
import { isIdentityKey, roleOfKey } from '../caller-keys';

/** An action that a template allows a caller to take. */
export interface Leak {
  readonly kind: 'writes-structure' | 'whole-request' | 'names-target' | 'in-statement' | 'in-page' | 'in-header' | 'names-caller';
  /** A sentence without its end. */
  readonly message: string;
}

/** Texts that end, start or separate something, if a template does not escape them. */
const HOSTILE = ['x","y":{"z":"', 'x\\', 'a&b=c', '1,"y":1', '../x?y#z'];

/** Claims that the issuer of a token sets. Other claims are attributes of users, which users may be able to choose. */
const OF_ISSUER = new Set(['aud', 'auth_time', 'client_id', 'exp', 'iat', 'iss', 'jti', 'origin_jti', 'scope', 'sub', 'token_use']);

/** A text that can be recognized in the output. */
const MARK = 'sec3caller';

/** Returns what a caller can do who writes a text to every part of a request. Each kind occurs once. */
export function leaksOf(template: VelocityTemplate, written: string, form: BodyForm): Leak[] {
  if (!isOfCaller(template)) return [];
  const leaks = new Map<string, Leak>();
  const add = (leak: Leak | undefined) => leak && !leaks.has(leak.kind) && leaks.set(leak.kind, leak);
  for (const output of outputsOf(template, written, MARK)) for (const leak of placesOfMark(output, form)) add(leak);
  for (const output of outputsOf(template, written, MARK, 'headers')) for (const leak of identitiesIn(output, form)) add(leak);
  for (const text of HOSTILE) for (const output of outputsOf(template, written, text)) add(breachOf(output, form));
  return [...leaks.values()];
}

/** Checks whether the output of a template may contain a caller's value. */
function isOfCaller({ readsRequest, readsUserAgent, readsClaims }: VelocityTemplate): boolean {
  return readsRequest || readsUserAgent || readsClaims;
}

/** Represents all texts of a backend. */
const OF_BACKEND = 'sec3backend';

/** A text with markup, which a browser interprets unless the template encodes it. */
const MARKUP = '<sec3caller>';

/** Returns a leak if a page template writes a caller's text as markup. The backend's responses do not belong to the caller. */
export function markupLeakOf(template: VelocityTemplate, written: string): Leak | undefined {
  const isWritten = outputsOf(template, written, MARKUP, 'response').some(({ text }) => text.toString().includes(MARKUP));
  return isWritten ? { kind: 'in-page', message: 'the page contains a text of the caller unescaped' } : undefined;
}

/** A text that ends a string of a script, unless the template escapes it. */
const ENDS_STRING = '\'";sec3caller()';

/** Returns a leak if a template writes a caller's text into a script, other than escaped between quotes. */
export function scriptLeakOf(template: VelocityTemplate, written: string): Leak | undefined {
  const isWritten = outputsOf(template, written, ENDS_STRING, 'response').some(({ text }) => text.toString().includes(ENDS_STRING) || hasPartOutsideStrings(text));
  return isWritten ? { kind: 'in-page', message: 'the script contains a text of the caller outside of a string, or unescaped' } : undefined;
}

function hasPartOutsideStrings({ pieces }: Text): boolean {
  let before = '';
  return pieces.some(({ text, source }) => {
    const isOutside = source !== undefined && (before.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|["']/g) ?? []).every((string) => string.length > 1);
    before += text;
    return isOutside;
  });
}

/** Returns a leak for each header that browsers act on and that a response template sets to a value of the caller. */
export function headerLeaksOf(template: VelocityTemplate, written: string): Leak[] {
  const outputs = HEADER_TEXTS.flatMap((text) => outputsOf(template, written, text, 'response'));
  const headers = outputs.flatMap(({ responseOverrides }) => [...responseOverrides]).filter(([place, text]) => isObeyed(place.replace(/^header\./, ''), text.toString()));
  return [...new Set(headers.map(([place]) => place))].map((place) => ({ kind: 'in-header', message: `the caller chooses responseOverride.${place}` }));
}

/**
 * Returns the outputs of the template for requests with a text in each parameter, or in headers alone. Each member of the body of a request has the
 * text, too.
 */
function outputsOf(template: VelocityTemplate, written: string, text: string, of: 'request' | 'headers' | 'response' = 'request'): TemplateOutput[] {
  const named = (pattern: RegExp) => Object.fromEntries([...new Set(written.match(pattern))].map((name) => [name, text]));
  const parameters = named(/[A-Za-z][\w-]*/g);
  const claims = Object.fromEntries(Object.entries(named(/[A-Za-z][\w:-]*/g)).filter(([name]) => !OF_ISSUER.has(name)));
  const context = { httpMethod: 'POST', resourcePath: '/', userAgent: text, claims: of === 'headers' ? {} : claims, requestOverride: of === 'response' ? parameters : {} };
  const input = of === 'headers' ? { path: {}, querystring: {}, header: headersIn(parameters, written) } : { path: parameters, querystring: parameters, header: parameters };
  return bodiesWith(written, of === 'request' ? text : OF_BACKEND).flatMap((body) => {
    try {
      return [runTemplate(template.nodes, { context, input: { body, ...input } })];
    } catch (e) {
      if (!(e instanceof TemplateFailure)) throw e;
      return [];
    }
  });
}

/**
 * Returns the parameters that are certainly headers: by the way they are read, or by a hyphen in the name. The authorizer verifies the one with a
 * token.
 */
function headersIn(parameters: { readonly [name: string]: string }, written: string): { readonly [name: string]: string } {
  const isHeader = (name: string) => name.includes('-') || new RegExp(`\\bheader\\W+(?:get\\W+)?${name}\\b`).test(written);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => isHeader(name) && !/^authorization$/i.test(name)));
}

/** Returns bodies with the members that a template reads: side by side, nested, and in lists. */
function bodiesWith(written: string, text: string): string[] {
  const chains = [...written.matchAll(/(?:\$[{!]*\w*|\))((?:\.[A-Za-z_]\w*)+)/g)].map(([, chain]) => chain.slice(1).split('.'));
  const flat = Object.fromEntries(chains.flat().map((name) => [name, text]));
  const nested = treeOf(chains, text);
  return [flat, nested, mapLists(nested)].map((body) => JSON.stringify(body));
}

interface Tree {
  [name: string]: Tree | string;
}

function treeOf(chains: readonly (readonly string[])[], text: string): Tree {
  const root: Tree = {};
  for (const chain of chains) {
    let at = root;
    chain.forEach((name, index) => {
      if (index === chain.length - 1) at[name] ??= text;
      else if (typeof at[name] === 'object') at = at[name];
      else at = at[name] = {};
    });
  }
  return root;
}

function mapLists(tree: Tree): unknown {
  return Object.fromEntries(Object.entries(tree).map(([name, inner]) => [name, typeof inner === 'string' ? [inner] : [mapLists(inner)]]));
}

function breachOf(output: TemplateOutput, form: BodyForm): Leak | undefined {
  const { breaches: [breach], problem } = writtenBy(output, form);
  if (breach) return { kind: 'writes-structure', message: `${breach.source.name} ${breach.what}` };
  return problem?.source && { kind: 'writes-structure', message: `with ${problem.source.name}, ${problem.message}` };
}

function placesOfMark({ text, requestOverrides }: TemplateOutput, form: BodyForm): Leak[] {
  const whole = text.pieces.filter((piece) => piece.text.trim() !== '');
  if (form !== 'other' && whole.length > 0 && whole.every(({ source }) => source !== undefined)) {
    return [{ kind: 'whole-request', message: `${whole[0].source!.name} is the whole request` }];
  }
  const overridden = [...requestOverrides].map(([place, value]) => [place.replace(/^(?:header|querystring)\./, ''), value.toString()] as const);
  return [...overridden, ...membersOf(text.toString(), form)].flatMap(([key, value]): Leak[] => {
    const role = value.includes(MARK) ? roleOfKey(key) : undefined;
    if (role === 'target') return [{ kind: 'names-target', message: `the caller writes ${key}` }];
    return role === 'statement' ? [{ kind: 'in-statement', message: `a text of the caller is part of ${key}` }] : [];
  });
}

/** Names of the types of values of DynamoDB, which are between a member and its text. */
const TYPE_OF_VALUE = /^(?:S|N|SS|NS)$/;

function identitiesIn({ text }: TemplateOutput, form: BodyForm): Leak[] {
  return membersOf(text.toString(), form)
    .filter(([key, value]) => isIdentityKey(key) && value.includes(MARK))
    .map(([key]) => ({ kind: 'names-caller', message: `${key} is a header of the request` }));
}

/** Returns the members of a request with their texts, at any depth. */
function membersOf(text: string, form: BodyForm): (readonly [key: string, value: string])[] {
  if (form === 'form') return [...new URLSearchParams(text)];
  try {
    return leaves(JSON.parse(text));
  } catch {
    // If a caller's text causes this, it is reported as a change of the structure.
    return [];
  }
}

function leaves(value: unknown, key: string = ''): (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item, key));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, inner]) => leaves(inner, TYPE_OF_VALUE.test(name) ? key : name));
  return [[key, String(value)]];
}
