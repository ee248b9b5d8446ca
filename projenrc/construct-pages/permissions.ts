/** The permissions of a construct's roles. */
import { PlacedResource } from './pages';
import { markdownTable } from '../markdown';

type Statement = { readonly Effect: string; readonly Action: string | readonly string[]; readonly Resource?: unknown };

/** Returns the table of the policies of roles, with actions and resources. */
export function roleTable(resources: readonly PlacedResource[]): string {
  const names = new Map(resources.map(({ logicalId, path }) => [logicalId, path]));
  const rows = resources.flatMap((resource) => [
    ...statementsOf(resource).map((statement) => [`\`${resource.path}\``, actionsOf(statement), shownResource(statement.Resource, names)]),
    ...managedPoliciesOf(resource).map((arn) => [`\`${resource.path}\``, `those of the managed policy \`${shownArn(arn, names).split('/').at(-1)}\``, '']),
  ]);
  if (rows.length === 0) return 'It creates no policy of a role.';
  return markdownTable(['Policy', 'Actions', 'On'], rows);
}

function statementsOf({ Type, Properties = {} }: PlacedResource): Statement[] {
  if (Type === 'AWS::IAM::Policy') return [Properties.PolicyDocument.Statement].flat();
  if (Type === 'AWS::IAM::Role') return (Properties.Policies ?? []).flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
  return [];
}

function managedPoliciesOf({ Type, Properties = {} }: PlacedResource): readonly unknown[] {
  return Type === 'AWS::IAM::Role' ? (Properties.ManagedPolicyArns ?? []) : [];
}

function actionsOf({ Effect, Action }: Statement): string {
  return `${Effect === 'Deny' ? 'denies ' : ''}${[Action].flat().map((action) => `\`${action}\``).join(', ')}`;
}

function shownResource(resource: unknown, names: ReadonlyMap<string, string>): string {
  return [...new Set([resource].flat().map((one) => `\`${shownArn(one, names)}\``))].join(', ');
}

/** Formats an ARN. References become paths of constructs, such as `${Orders/Queue}`. */
function shownArn(value: any, names: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  const logicalId = value?.Ref ?? value?.['Fn::GetAtt']?.[0];
  if (logicalId !== undefined) return `\${${names.get(logicalId) ?? logicalId.replace('AWS::', '')}}`;
  if (value?.['Fn::Join']) return value['Fn::Join'][1].map((part: unknown) => shownArn(part, names)).join(value['Fn::Join'][0]);
  if (value?.['Fn::ImportValue']) return '${another stack}';
  return JSON.stringify(value);
}
