/** Replaces values in texts of a template that are known only at deployment. */
import { Property } from '../../../gate';

const PSEUDO: { readonly [name: string]: string } = {
  'AWS::AccountId': '123456789012', 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': 'sec3-stack',
};

/**
 * Returns the text of a property, with plausible names for resources, parameters and pseudo parameters. Undefined if the property is absent.
 *
 * @throws Undetermined if no part of the text is known, or if an unknown part can be any text
 */
export function withStandIns(property: Property): string | undefined {
  if (!property.exists) return undefined;
  const written = property.written();
  if (written === undefined) throw property.undetermined('a text is expected');
  const parameters = property.openParameters().map(({ name }) => name);
  if (written.includes('${?}') || parameters.some((name) => written === `\${${name}}`)) throw property.undetermined('a part of it is known only at deployment');
  const names = new Map<string, string>(Object.entries(PSEUDO));
  for (const name of parameters) names.set(name, `sec3-${name}`);
  for (const { resource, attribute } of property.references()) {
    const name = `sec3-${resource.logicalId}`;
    const service = resource.type.split('::')[1]?.toLowerCase() ?? 'sec3';
    const isArn = /arn/i.test(attribute) || (attribute === 'Ref' && /^AWS::(SNS::Topic|StepFunctions::StateMachine)$/.test(resource.type));
    names.set(attribute === 'Ref' ? resource.logicalId : `${resource.logicalId}.${attribute}`, isArn ? `arn:aws:${service}:eu-west-1:123456789012:${name}` : name);
  }
  return written.replace(/\$\{([\w:.]+)\}/g, (all, name: string) => names.get(name) ?? all);
}
