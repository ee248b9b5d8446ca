import type { SamApis } from './apis';
import { documentPlace } from './code';
import { eventsOf, type EventTarget } from './events';
import { expandStateMachineEvent } from './events/state-machine-events';
import { STATE_MACHINE_EVENT_PROPERTIES } from './known-properties';
import { readDocument } from './local-document';
import { managedPolicyArn } from './policy-templates';
import { SamRole } from './role';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { tagList } from './tags';
import { compact, getAtt, isGiven, isIntrinsic, mapOf, ref } from './values';
import type { JsonObject } from '../../../json/json-object';

/** Creates the resources that SAM creates for an `AWS::Serverless::StateMachine`. */
export function expandStateMachine(machine: SamResource, apis: SamApis, expansion: SamExpansion): void {
  const { logicalId, properties } = machine;
  const tags = [{ Key: 'stateMachine:createdBy', Value: 'SAM' }, ...tagList(properties.Tags)];
  const isRoleMade = !isGiven(properties.Role);
  const role = new SamRole(machine, expansion, { service: 'states.amazonaws.com', path: properties.RolePath, boundary: properties.PermissionsBoundary, tags });
  if (isRoleMade) {
    role.addPolicies(properties.Policies);
    if (mapOf(properties.Tracing)?.Enabled === true) role.addManaged(managedPolicyArn('AWSXrayWriteOnlyAccess'), 'Properties.Tracing');
  }
  expansion.add(machine, logicalId, {
    type: 'AWS::StepFunctions::StateMachine',
    properties: compact({
      ...definitionOf(machine, expansion),
      RoleArn: isRoleMade ? getAtt(role.logicalId, 'Arn') : properties.Role,
      StateMachineName: properties.Name,
      StateMachineType: properties.Type,
      LoggingConfiguration: properties.Logging,
      TracingConfiguration: properties.Tracing,
      Tags: tags,
    }),
    attributes: machine.own,
    places: [
      ...['Definition', 'DefinitionString'].map((name) => ({ location: `Properties.${name}`, written: properties.Definition === undefined ? 'Properties.DefinitionUri' : 'Properties.Definition' })),
      { location: 'Properties.DefinitionS3Location', written: 'Properties.DefinitionUri' },
      { location: 'Properties.RoleArn', written: isRoleMade ? 'Properties.Policies' : 'Properties.Role' },
      { location: 'Properties.StateMachineName', written: 'Properties.Name' },
      { location: 'Properties.StateMachineType', written: 'Properties.Type' },
      { location: 'Properties.LoggingConfiguration', written: 'Properties.Logging' },
      { location: 'Properties.TracingConfiguration', written: 'Properties.Tracing' },
    ],
  });
  if (isRoleMade) expansion.add(machine, role.logicalId, role.toResource());
  const aliasId = publish(machine, expansion);
  const target = targetOf(machine, properties.UseAliasAsEventTarget === true ? aliasId : undefined);
  for (const event of eventsOf(machine, target, expansion, STATE_MACHINE_EVENT_PROPERTIES)) expandStateMachineEvent(event, apis);
}

function targetOf(machine: SamResource, alias: string | undefined): EventTarget {
  const id = alias ?? machine.logicalId;
  return { of: machine, logicalId: id, name: ref(id), arn: ref(id), placeholder: id };
}

/** Returns the definition: in the template, in a local file, or in S3. Intrinsics in it are resolved at deployment. */
function definitionOf(machine: SamResource, expansion: SamExpansion): JsonObject {
  const { Definition: definition, DefinitionUri: uri, DefinitionSubstitutions: given } = machine.properties;
  const substitutions = mapOf(given);
  if (isGiven(definition)) {
    const found = new Map<string, unknown>();
    const text = JSON.stringify(withSubstitutions(definition, found));
    const all = { ...substitutions, ...Object.fromEntries(found) };
    return { DefinitionString: text, DefinitionSubstitutions: Object.keys(all).length > 0 ? all : undefined };
  }
  const place = documentPlace(uri);
  if (place) return { DefinitionS3Location: place, DefinitionSubstitutions: given };
  const local = uri === undefined ? undefined : readDocument(machine, 'DefinitionUri', expansion);
  if (uri === undefined) expansion.gap(machine, 'Properties.Definition', 'a definition is expected');
  return { DefinitionString: local && JSON.stringify(local), DefinitionS3Location: local ? undefined : uri, DefinitionSubstitutions: given };
}

/** Returns a definition with placeholders instead of its intrinsics, as Step Functions requires. */
function withSubstitutions(value: unknown, found: Map<string, unknown>): unknown {
  if (isIntrinsic(value)) {
    const name = `definition_substitution_${found.size + 1}`;
    found.set(name, value);
    return `\${${name}}`;
  }
  if (Array.isArray(value)) return value.map((item) => withSubstitutions(item, found));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSubstitutions(inner, found)]));
}

/** Creates the version and the alias for `AutoPublishAlias`. Returns the logical id of the alias. */
function publish(machine: SamResource, expansion: SamExpansion): string | undefined {
  const { logicalId, properties } = machine;
  if (!isGiven(properties.AutoPublishAlias)) return undefined;
  const { AutoPublishAlias: name } = properties;
  if (typeof name !== 'string') {
    expansion.gap(machine, 'Properties.AutoPublishAlias', 'the name of the alias is known only at deployment');
    return undefined;
  }
  const versionId = `${logicalId}Version`;
  const aliasId = `${logicalId}Alias${name}`;
  const places = [{ location: 'Properties', written: 'Properties.AutoPublishAlias' }];
  expansion.add(machine, versionId, {
    type: 'AWS::StepFunctions::StateMachineVersion',
    properties: { StateMachineArn: ref(logicalId), StateMachineRevisionId: getAtt(logicalId, 'StateMachineRevisionId') },
    attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', ...machine.shared },
    places,
  });
  const preference = mapOf(properties.DeploymentPreference) ?? { Type: 'ALL_AT_ONCE' };
  expansion.add(machine, aliasId, {
    type: 'AWS::StepFunctions::StateMachineAlias',
    properties: { Name: name, DeploymentPreference: { ...preference, StateMachineVersionArn: ref(versionId) } },
    places: [...places, { location: 'Properties.DeploymentPreference', written: 'Properties.DeploymentPreference' }],
  });
  return aliasId;
}
