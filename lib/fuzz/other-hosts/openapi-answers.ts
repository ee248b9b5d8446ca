import * as fc from 'fast-check';
import { toDraft04 } from '../../inbound-events/draft-04';
import { readDocument } from '../../inbound-events/read-document';
import { isObject, JsonObject } from '../../json/json-object';
import { pointerOf } from '../../json/json-pointer';
import { SchemaValues } from '../generator/schema-values';

/** An HTTP response. */
export interface HostAnswer {
  readonly status: number;
  readonly body: string;
}

/** Ratio of all answers to those that are not the first one in the document; most of these are errors. */
const OTHER = 5;

/** Answers according to an OpenAPI 3 document. */
export class OpenApiAnswers {
  /** @throws Error if the file is not an OpenAPI 3 document */
  public static fromFile(file: string): OpenApiAnswers {
    const document = readDocument(file);
    if (!isObject(document) || !/^3\./.test(String(document.openapi)) || !isObject(document.paths)) throw new Error(`${file} is not an OpenAPI 3 document: it has no "openapi": "3..." or no "paths"`);
    return new OpenApiAnswers(document);
  }

  private readonly values = new Map<string, SchemaValues>();

  private constructor(private readonly document: JsonObject) {}

  /** Returns the answer to a request: 404 if the document has no such operation. */
  public to(method: string, path: string, draw: number): HostAnswer {
    const keys = this.operationAt(method.toLowerCase(), path);
    const responses = keys && this.at([...keys, 'responses']);
    if (!keys || !isObject(responses)) return { status: 404, body: '{}' };
    const statuses = Object.keys(responses).sort();
    const first = statuses.find((status) => status.startsWith('2')) ?? statuses[0];
    const status = first !== undefined && draw % OTHER > 0 ? first : statuses[draw % statuses.length] ?? '200';
    return { status: /^\d{3}$/.test(status) ? Number(status) : /^\dXX$/i.test(status) ? Number(status[0]) * 100 : 500, body: this.body(this.resolved([...keys, 'responses', status]), draw) };
  }

  private operationAt(method: string, path: string): string[] | undefined {
    const base = ((this.document.servers as any)?.[0]?.url ?? '').replace(/^https?:\/\/[^/]+/, '').replace(/\/$/, '');
    const sent = (base && path.startsWith(base) ? path.slice(base.length) : path).split('/');
    const found = Object.entries(this.document.paths as JsonObject).filter(([written, item]) => {
      const steps = written.split('/');
      return isObject(item) && method in item && steps.length === sent.length && steps.every((step, index) => /\{.*\}/.test(step) || step === sent[index]);
    });
    const [best] = found.sort(([a], [b]) => a.split('{').length - b.split('{').length);
    return best && ['paths', best[0], method];
  }

  private body(keys: string[], draw: number): string {
    const content = this.at([...keys, 'content']);
    const type = isObject(content) ? Object.keys(content).find((name) => /json/.test(name)) : undefined;
    if (type === undefined) return '';
    const at = [...keys, 'content', type];
    const recorded = this.examples(at);
    const turn = Math.floor(draw / OTHER);
    const valid = this.at([...at, 'schema']) === undefined || (recorded.length > 0 && turn % 2 === 0) ? undefined : this.valuesAt([...at, 'schema']).valid;
    if (valid) return JSON.stringify(fc.sample(valid, { numRuns: 1, seed: draw })[0]);
    return JSON.stringify(recorded.length > 0 ? recorded[Math.floor(turn / 2) % recorded.length] : {});
  }

  /** Returns the examples in the document. */
  private examples(keys: string[]): unknown[] {
    const { example, examples } = this.at(keys) as JsonObject;
    const named = isObject(examples) ? Object.keys(examples).map((name) => this.at([...this.resolved([...keys, 'examples', name]), 'value'])) : [];
    return [example, ...named].filter((value) => value !== undefined);
  }

  private valuesAt(keys: string[]): SchemaValues {
    const pointer = pointerOf(keys);
    let known = this.values.get(pointer);
    if (!known) {
      const dialect = String(this.document.openapi).startsWith('3.1') ? 'openapi-3.1' : 'openapi-3.0';
      const { schema } = toDraft04(this.document, { dialect, pointer, isModel: () => false });
      this.values.set(pointer, (known = new SchemaValues(schema, { draft: 'draft-04' })));
    }
    return known;
  }

  /** Returns the keys of a reference's target. */
  private resolved(keys: string[]): string[] {
    const at = this.at(keys);
    const reference = isObject(at) ? at.$ref : undefined;
    return typeof reference === 'string' && reference.startsWith('#/') ? reference.slice(2).split('/').map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~')) : keys;
  }

  private at(keys: readonly string[]): unknown {
    return keys.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), this.document);
  }
}
