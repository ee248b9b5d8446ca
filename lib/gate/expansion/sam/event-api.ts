import { anyOf } from './api-conditions';
import { documentPlace } from './code';
import type { SamEvent } from './events/event';
import { writtenAt } from './events/event';
import { readDocument } from './local-document';
import type { Draft } from './open-api';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { copy, entriesOf, isGiven, isIntrinsic, mapOf, ref, refOf, sub } from './values';
import type { JsonObject } from '../../../json/json-object';
import type { Place } from '../origin';

/** An addition of an event to an API. */
interface Added {
  readonly event: SamEvent;
  readonly path: string;
  readonly method: string;
}

/** The properties that the expansion reads, for `Auth`, an authorizer, CORS and `Auth` of an event. */
interface ReadProperties {
  readonly auth: readonly string[];
  readonly authorizer: readonly string[];
  readonly cors: { readonly property: string; readonly names: readonly string[] };
  readonly eventAuth: readonly string[];
}

/** An API to which events add operations: the common part of REST and HTTP APIs. */
export abstract class EventApi<T extends Added> {
  protected readonly added: T[] = [];

  protected constructor(
    protected readonly of: SamResource,
    protected readonly expansion: SamExpansion,
    public readonly isImplicit: boolean,
    protected readonly auth: JsonObject,
  ) {}

  public get logicalId(): string {
    return this.of.logicalId;
  }

  /** Fix for an API that is not a resource of the template. */
  protected get hint(): string | undefined {
    if (!this.isImplicit) return undefined;
    const [kind, id] = this.of.type === 'AWS::Serverless::Api' ? ['Api', 'RestApiId'] : ['HttpApi', 'ApiId'];
    return `SAM makes this API, ${this.logicalId}, for events without ${id}: set it in Globals.${kind}, or write an ${this.of.type} and name it in ${id} of the events.`;
  }

  public add(added: T): void {
    this.added.push(added);
  }

  /** Its own condition; for an implicit API, that one of its events exists. */
  protected get condition(): string | undefined {
    const { of, expansion } = this;
    return this.isImplicit ? anyOf(this.added.map(({ event }) => event.target.of.condition), `${of.logicalId}Condition`, expansion) : of.condition;
  }

  /** Records properties that the expansion does not read. */
  protected check(read: ReadProperties): void {
    const { of, expansion, auth } = this;
    if (of.properties.Auth !== undefined) {
      const at = 'Properties.Auth';
      if (isIntrinsic(of.properties.Auth)) expansion.mapAt(of, at, of.properties.Auth);
      expansion.rejectUnknown(of, at, auth, read.auth, 'Auth');
      for (const [name, authorizer] of Object.entries(expansion.mapAt(of, `${at}.Authorizers`, auth.Authorizers))) {
        const place = `${at}.Authorizers.${name}`;
        expansion.rejectUnknown(of, place, expansion.mapAt(of, place, authorizer), read.authorizer, 'an authorizer');
      }
      this.checkAuthorizer(of, `${at}.DefaultAuthorizer`, auth.DefaultAuthorizer);
    }
    const { property, names } = read.cors;
    const cors = mapOf(of.properties[property]);
    if (cors) expansion.rejectUnknown(of, `Properties.${property}`, cors, names, property);
    for (const { event } of this.added) {
      const { target, properties: { Auth: own } } = event;
      const at = writtenAt(event, 'Auth');
      expansion.rejectUnknown(target.of, at, expansion.mapAt(target.of, at, own), read.eventAuth, 'Auth of an event');
    }
  }

  /** Returns the `Auth` of an event whose operation SAM writes. An authorizer that SAM rejects is recorded: nothing of the template is created. */
  protected eventAuth(event: SamEvent): JsonObject | undefined {
    const auth = mapOf(this.expansion.withDefaults(event.properties.Auth));
    if (auth) this.checkAuthorizer(event.target.of, `${writtenAt(event, 'Auth')}.Authorizer`, auth.Authorizer);
    return auth;
  }

  private checkAuthorizer(of: SamResource, at: string, name: unknown): void {
    const { auth, expansion } = this;
    if (!isGiven(name)) return;
    const reject = (reason: string) => expansion.gap(of, at, `SAM rejects the template: ${reason}`, true);
    if (refOf(name) !== undefined) expansion.gap(of, at, 'which authorizer it is is known only at deployment');
    else if (typeof name !== 'string') reject('the name of an authorizer is expected, and no intrinsic function');
    else if (name === 'NONE' && !isGiven(auth.DefaultAuthorizer)) reject('Authorizer NONE needs a DefaultAuthorizer of the API that it turns off');
    else if (!['NONE', ...this.authorizers].includes(name)) reject(`Auth.Authorizers of the API has no ${name}`);
  }

  /** The names that an event may choose. */
  private get authorizers(): string[] {
    return [...(this.hasIamAuthorizer ? ['AWS_IAM'] : []), ...entriesOf(this.auth.Authorizers).map(([name]) => name)];
  }

  /** Whether AWS_IAM needs no entry in Authorizers. */
  protected abstract get hasIamAuthorizer(): boolean;

  /** Returns the source of the body. */
  protected bodyPlaces(): Place[] {
    if (this.isImplicit) return this.implicitPlaces();
    const { DefinitionBody: body, DefinitionUri: uri } = this.of.properties;
    return [{ location: 'Properties.Body', written: body === undefined && uri !== undefined ? 'Properties.DefinitionUri' : 'Properties.DefinitionBody' }];
  }

  /** The source of an implicit API is its events. The first one by name represents all, regardless of their order in the template. */
  protected implicitPlaces(): Place[] {
    const events = this.added.map(({ event }): Place => ({ location: 'Properties', written: writtenAt(event), logicalId: event.target.of.logicalId, isExample: true }));
    const [first] = events.sort((a, b) => compare(`${a.logicalId} ${a.written}`, `${b.logicalId} ${b.written}`));
    const globals = [...this.of.inherited].map(([location, written]) => ({ location, written }));
    return [first, ...globals];
  }

  /** Returns the document that is given inline or in a local file. */
  protected given(): Draft | undefined {
    const { DefinitionBody: body, DefinitionUri: uri } = this.of.properties;
    const inline = mapOf(body);
    if (inline) return copy(inline) as Draft;
    return uri === undefined || documentPlace(uri) ? undefined : readDocument(this.of, 'DefinitionUri', this.expansion);
  }

  /** Returns the condition that one of the events of a path exists. */
  protected conditionOfPath(path: string, conditions: readonly (string | undefined)[]): string | undefined {
    const name = `${this.logicalId}${path.replace(/\//g, 'SLASH').replace(/\{/g, 'OB').replace(/\}/g, 'CB')}PathCondition`;
    return anyOf(conditions, name, this.expansion);
  }

  /** Allows the API to call the functions of its authorizers, if they request it. */
  protected permitAuthorizers(partition: string, isWanted: (authorizer: JsonObject) => boolean, attributes: JsonObject): void {
    for (const [name, value] of entriesOf(this.auth.Authorizers)) {
      const authorizer = mapOf(value);
      if (authorizer?.FunctionArn === undefined || !isWanted(authorizer)) continue;
      const source = `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`;
      this.expansion.add(this.of, `${this.logicalId}${name}AuthorizerPermission`, {
        type: 'AWS::Lambda::Permission',
        properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: authorizer.FunctionArn,
          Principal: 'apigateway.amazonaws.com',
          SourceArn: sub(source, { __ApiId__: ref(this.logicalId) }),
        },
        attributes,
        places: [{ location: 'Properties', written: `Properties.Auth.Authorizers.${name}` }],
      });
    }
  }
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
