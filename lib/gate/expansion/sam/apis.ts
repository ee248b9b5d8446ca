import { withGlobals } from './globals';
import { HttpApi } from './http-api';
import { RestApi } from './rest-api';
import type { SamExpansion } from './sam-expansion';
import { SamResource } from './sam-resource';
import { refOf } from './values';

const REST = { type: 'AWS::Serverless::Api', implicit: 'ServerlessRestApi' };

const HTTP = { type: 'AWS::Serverless::HttpApi', implicit: 'ServerlessHttpApi' };

/** The APIs of a template, including those that SAM creates for events that name none. */
export class SamApis {
  private readonly rest = new Map<string, RestApi>();
  private readonly http = new Map<string, HttpApi>();

  constructor(
    private readonly expansion: SamExpansion,
    resources: readonly SamResource[],
  ) {
    for (const of of resources) {
      if (of.type === REST.type) this.rest.set(of.logicalId, new RestApi(of, expansion));
      if (of.type === HTTP.type) this.http.set(of.logicalId, new HttpApi(of, expansion));
    }
  }

  /** Returns the REST API that an event names by `RestApiId`; undefined if this template does not create it. */
  public restApi(id: unknown): RestApi | undefined {
    return this.find(this.rest, id, REST, (of) => new RestApi(of, this.expansion, true));
  }

  /** Returns the HTTP API that an event names by `ApiId`; undefined if this template does not create it. */
  public httpApi(id: unknown): HttpApi | undefined {
    return this.find(this.http, id, HTTP, (of) => new HttpApi(of, this.expansion, true));
  }

  /** Creates all of them, after the events have added their operations. */
  public finish(): void {
    for (const api of [...this.rest.values(), ...this.http.values()]) api.finish();
  }

  private find<T extends { readonly isImplicit: boolean }>(
    known: Map<string, T>,
    id: unknown,
    kind: typeof REST,
    make: (of: SamResource) => T,
  ): T | undefined {
    const logicalId = typeof id === 'string' ? id : id === undefined ? kind.implicit : refOf(id);
    if (logicalId === undefined) return undefined;
    const found = known.get(logicalId);
    if (logicalId !== kind.implicit || found?.isImplicit) return found;
    const api = make(withGlobals(this.expansion.template, logicalId, { Type: kind.type, Properties: {} }));
    known.set(logicalId, api);
    return api;
  }
}
