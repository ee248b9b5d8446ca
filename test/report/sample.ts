import {
  finding, Gate, GateInput, GateOptions, GateResult, NumberParameter, Outcome, parseTemplate, Rule, StackTemplate, TextListParameter, undetermined,
  UnreadableInput,
} from '../../lib/gate';

const maxDays: NumberParameter = {
  name: 'maxDays',
  description: 'Longest time between two of them.',
  type: 'number',
  unit: 'days',
  default: 90,
  expected: 'a number of days above 0',
  accepts: (days) => days > 0,
};

const accounts: TextListParameter = {
  name: 'accounts',
  description: 'Accounts that are trusted.',
  type: 'string[]',
  default: [],
  expected: 'an account id of 12 digits, as a string',
  accepts: (account) => /^\d{12}$/.test(account),
};

/** Returns a rule on `Test::<type>` whose findings are the property `Says` of a resource: `bad`, `worse: <message>`, `unknown`, `throw`. */
function rule(id: string, type: string, item: Rule['item'], severity: Rule['severity']): Rule {
  return {
    id,
    item,
    severity,
    title: `${id} holds.`,
    why: `An attacker gains from ${id}.`,
    fix: { cdk: `Construct what ${id} asks.`, template: `Write what ${id} asks.` },
    ...(severity === 'warning' && { acceptable: `When there is no ${type}: say why.` }),
    link: `https://example.com/${id}`,
    resourceTypes: [`Test::${type}`],
    findings: { bad: 'It is bad.', worse: 'It is worse.' },
    check: (resource) =>
      resource
        .get('Says')
        .itemsOrOne()
        .flatMap((said): Outcome[] => {
          const text = said.string() ?? '';
          if (text === 'bad') return [finding(said, 'bad', 'this is bad')];
          if (text.startsWith('worse: ')) return [finding(said, 'worse', text.slice('worse: '.length))];
          if (text === 'unknown') return [undetermined(said, 'no one knows')];
          if (text === 'throw') throw new Error('oh no');
          return [];
        }),
  };
}

export const rotated: Rule = { ...rule('Rotated', 'Secret', 'secrets/rotation', 'error'), parameters: [maxDays] };
export const managed = rule('Managed', 'Secret', 'secrets/manager', 'error');
export const limited: Rule = { ...rule('Limited', 'Function', 'runtime-protection/lock-out', 'warning'), parameters: [accounts] };
export const validated = rule('Validated', 'Api', 'inbound-events/request-validation', 'error');
export const RULES: readonly Rule[] = [rotated, managed, limited, validated];

/** Outcomes by logical id, such as `{ Secret: 'bad' }`; the type of a resource is its logical id without digits. */
export interface Said {
  readonly [logicalId: string]: string | readonly string[];
}

/** Returns a stack of an app, with a resource for each entry. */
export function stack(name: string, said: Said, extra: object = {}): StackTemplate {
  return new StackTemplate({ file: `cdk.out/${name}.template.json`, constructPath: name, stackName: name, body: bodyOf(said, extra) });
}

/** Returns a template without an app. */
export function bare(file: string, said: Said): StackTemplate {
  return new StackTemplate({ file, body: bodyOf(said, {}) });
}

function bodyOf(said: Said, extra: object) {
  const resources = Object.entries(said).map(([id, says]) => [id, { Type: `Test::${id.replace(/\d+/g, '')}`, Properties: { Says: says } }]);
  return parseTemplate(JSON.stringify({ Resources: Object.fromEntries(resources), ...extra }), 'test').body;
}

/** Returns the result of the gate for some stacks, with the rules of this file. */
export function resultOf(stacks: readonly StackTemplate[], input: Partial<GateInput> = {}, options: GateOptions = {}): GateResult {
  return new Gate(RULES, options).run({ stacks, ...input });
}

/** Returns an acknowledgement with a sufficient reason. */
export function acknowledged(id: string, path: string, until?: string) {
  return { id, path, reason: `Accepted: ${id} is fine here.`, until };
}

/** Returns a stack with an unreadable template. */
export function broken(constructPath: string) {
  return { constructPath, error: new UnreadableInput(`cdk.out/${constructPath}.template.json`, 'is not valid JSON (cut off)', 3, 7) };
}

/** Returns a result with one of everything: each level, an undetermined outcome, a used and a stale acknowledgement, an unreadable stack. */
export function everything(): GateResult {
  return resultOf(
    [
      stack('Orders', { Secret: 'bad', Secret2: 'bad', Secret3: 'unknown', Function: 'bad' }),
      bare('more/legacy.yaml', { Secret: 'worse: so <much> "worse" & more' }),
    ],
    {
      acknowledgements: [acknowledged('Sec3-Rotated[bad]', 'Orders/Secret2', '2999-12-31'), acknowledged('Sec3-Limited', 'Orders/Nothing')],
      unreadable: [broken('Cut')],
    },
  );
}
