/** Fake parameters of Systems Manager. They return stored values. Other requested parameters all exist, or all do not. */
import { Answer, Asked, FAKE_SECRET, Remembering } from '../answer';

export class Parameters implements Remembering {
  private readonly values = new Map<string, string | undefined>();

  public answer(asked: Asked): Answer | undefined {
    const { operation, call: { input }, plan } = asked;
    switch (operation) {
      case 'PutParameter':
        if (plan.fault === 'conflict' && input.Overwrite !== true) return { error: 'ParameterAlreadyExists' };
        this.values.set(input.Name, String(input.Value));
        return { output: { Version: 1, Tier: 'Standard' } };
      case 'GetParameter': {
        const value = this.find(asked, input.Name);
        return value === undefined ? { error: 'ParameterNotFound' } : { output: { Parameter: parameter(input.Name, value) } };
      }
      case 'GetParameters': {
        const all = (input.Names ?? []).map((name: string) => [name, this.find(asked, name)] as const);
        const [found, missing] = [true, false].map((isFound) => all.filter(([, value]: [string, string?]) => (value !== undefined) === isFound));
        return {
          output: {
            Parameters: found.map(([name, value]: [string, string]) => parameter(name, value)),
            InvalidParameters: missing.map(([name]: [string]) => name),
          },
        };
      }
      case 'GetParametersByPath': {
        const stored = [...this.values].flatMap(([name, value]) =>
          (value !== undefined && name.startsWith(input.Path) ? [parameter(name, value)] : []),
        );
        const name = `${input.Path}/sec3`.replace('//', '/');
        const made = plan.items === 'found' ? [parameter(name, this.find(asked, name)!)] : [];
        return { output: { Parameters: stored.length > 0 ? stored : made } };
      }
      case 'DeleteParameter':
        this.values.set(input.Name, undefined);
        return { output: {} };
      default:
        return undefined;
    }
  }

  public forget(): void {
    this.values.clear();
  }

  private find({ contents, plan, call: { input } }: Asked, name: string): string | undefined {
    if (this.values.has(name)) return this.values.get(name);
    if (plan.items === 'missing') return undefined;
    // A decrypted parameter counts as a secret.
    return input.WithDecryption === true && contents.kindOf('(parameter)') === 'text' ? FAKE_SECRET : contents.textOf('(parameter)', plan, name);
  }
}

function parameter(name: string, value: string): object {
  return { Name: name, Type: value === FAKE_SECRET ? 'SecureString' : 'String', Value: value, Version: 1, LastModifiedDate: Date.UTC(2026, 0, 1) / 1000, ARN: `arn:aws:ssm:eu-west-1:123456789012:parameter/${name}`, DataType: 'text' };
}
