import { codeOf } from './code';
import { hashedId } from './logical-id';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, pick } from './values';

/**
 * Creates the resources that SAM creates for an `AWS::Serverless::LayerVersion`. The logical id depends on the content, so old versions are kept.
 */
export function expandLayerVersion(layer: SamResource, expansion: SamExpansion): void {
  const { properties } = layer;
  const resolved = { ...properties, ...resolvedTexts(layer, expansion) };
  const retention = resolved.RetentionPolicy;
  const policy = typeof retention === 'string' ? retention[0].toUpperCase() + retention.slice(1).toLowerCase() : (layer.shared.DeletionPolicy ?? 'Retain');
  const hashed = compact({ Type: layer.type, Properties: resolved, ...pick(layer.body, ['DependsOn', 'Condition']) });
  const logicalId = hashedId(layer.logicalId, { [layer.logicalId]: hashed });
  expansion.add(layer, logicalId, {
    type: 'AWS::Lambda::LayerVersion',
    properties: compact({
      ...pick(resolved, ['CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LicenseInfo']),
      LayerName: resolved.LayerName ?? layer.logicalId,
      Content: codeOf(properties.ContentUri),
    }),
    attributes: { ...layer.shared, ...pick(layer.body, ['DependsOn']), DeletionPolicy: policy },
    name: layer.logicalId,
    places: [{ location: 'Properties.Content', written: 'Properties.ContentUri' }],
  });
  expansion.renamed.set(layer.logicalId, logicalId);
}

/** Returns the properties in which SAM replaces references to parameters by the defaults. */
function resolvedTexts({ properties }: SamResource, expansion: SamExpansion): { readonly [key: string]: unknown } {
  const names = ['LayerName', 'LicenseInfo', 'Description', 'RetentionPolicy'];
  return Object.fromEntries(names.filter((name) => properties[name] !== undefined).map((name) => [name, expansion.withDefaults(properties[name])]));
}
