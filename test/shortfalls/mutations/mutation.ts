/** Mutations of an app, and the gate's verdict on them. */
import * as os from 'os';
import { Gate, StackTemplate } from '../../../lib/gate';
import { expandTemplate } from '../../../lib/gate/expansion/expand-template';
import { LocalFiles } from '../../../lib/gate/templates/local-files';
import { SEC3_RULES } from '../../../lib/secure/rules';
import { NOTHING_ELSE } from '../gates';

/** A template that mutations change. */
export interface Template {
  Resources: { [logicalId: string]: { Type: string; Properties?: any; Metadata?: any; [attribute: string]: any } };
  Parameters?: any;
  Outputs?: any;
  [section: string]: any;
}

/** The templates of an app, by the names of their stacks. */
export interface App {
  [stack: string]: Template;
}

type Change = (template: Template, app: App) => void;

/** One change that makes a secure app insecure. */
export interface Mutation {
  /** Class of the mutation. */
  readonly kind: string;
  /** Changed part. */
  readonly name: string;
  /** Broken app; a key of `APPS`. */
  readonly app: string;
  /** Secure counterpart of the change. @default - the app as it is */
  readonly right?: Change;
  readonly breaks: Change;
}

/** Returns mutations of a kind and an app, by the changed part. */
export function mutations(kind: string, app: string, changes: { readonly [name: string]: Change | Pick<Mutation, 'right' | 'breaks'> }): Mutation[] {
  return Object.entries(changes).map(([name, how]) => ({ kind, name, app, ...(typeof how === 'function' ? { breaks: how } : how) }));
}

/** Returns the only resource of a type in an app, or the one that a test picks. */
export function the(template: Template, type: string, test: (properties: any) => boolean = () => true): any {
  const found = Object.values(template.Resources).filter((resource) => resource.Type === type && test(resource.Properties ?? {}));
  if (found.length === 0) throw new Error(`the app has no ${type} of that kind; the mutations have to follow it`);
  return (found[0].Properties ??= {});
}

/** Adds or replaces a resource. */
export function add(template: Template, logicalId: string, Type: string, Properties: object, rest: object = {}): void {
  template.Resources[logicalId] = { Type, Properties, ...rest };
}

/** The gate's verdict on a mutation. */
export type Verdict = 'found' | 'undetermined' | 'missed';

const GATE = new Gate(SEC3_RULES, { account: NOTHING_ELSE, today: '2026-11-01' });

/** Judges mutations of apps; results for unbroken apps are cached. */
export class Judge {
  private readonly before = new Map<string, ReadonlySet<string>>();

  /** Ids of rules that have found a mutation. */
  public readonly found = new Set<string>();

  constructor(private readonly apps: { readonly [name: string]: App }) {}

  /** Returns the verdict from the findings in a broken app that the unbroken one lacks. */
  public verdict({ app, right, breaks }: Mutation): Verdict {
    const said = saidOf(this.changed(app, breaks));
    const before = right ? saidOf(this.changed(app, right)) : this.unbroken(app);
    const fresh = [...said].filter((line) => !before.has(line));
    const findings = fresh.filter((line) => !line.startsWith('undetermined '));
    for (const line of findings) this.found.add(line.split(' ')[1]);
    if (findings.length > 0) return 'found';
    return fresh.length > 0 ? 'undetermined' : 'missed';
  }

  private changed(name: string, change: Change): App {
    const app = structuredClone(this.apps[name]);
    change(Object.values(app)[0], app);
    return app;
  }

  private unbroken(name: string): ReadonlySet<string> {
    const said = this.before.get(name) ?? saidOf(this.apps[name]);
    this.before.set(name, said);
    return said;
  }
}

/** Returns the findings in an app, one line each; equal findings at one location count separately. */
export function saidOf(app: App): ReadonlySet<string> {
  const files = new LocalFiles(os.tmpdir());
  const stacks = Object.entries(app).map(([stackName, template]) => {
    const file = `${stackName}.template.json`;
    return new StackTemplate({ file, stackName, constructPath: stackName, ...expandTemplate(template, file, files) });
  });
  const lines = GATE.run({ stacks }).findings.map(({ ruleId, findingId = '', path, location = '' }) => `${findingId} ${ruleId} ${path} ${location}`);
  return new Set(lines.map((line, index) => `${line} ${lines.slice(0, index).filter((other) => other === line).length}`));
}
