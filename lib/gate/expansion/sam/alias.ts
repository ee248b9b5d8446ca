import { hashedId } from './logical-id';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, getAtt, isGiven, mapOf, ref } from './values';
import type { JsonObject } from '../../../json/json-object';

/** The version and the alias for `AutoPublishAlias`. */
export class FunctionAlias {
  public readonly logicalId: string;
  private readonly updatePolicy: { [key: string]: unknown } = {};

  constructor(
    private readonly fn: SamResource,
    /** The name of the alias. */
    public readonly qualifier: string,
    private readonly versionId: string,
  ) {
    this.logicalId = `${fn.logicalId}Alias${qualifier.replace(/-/g, 'D').replace(/_/g, 'U')}`;
  }

  public set deployment(policy: JsonObject) {
    this.updatePolicy.CodeDeployLambdaAliasUpdate = policy;
  }

  public add(expansion: SamExpansion): void {
    const { fn } = this;
    const { properties } = fn;
    const { DeletionPolicy: deletion = properties.VersionDeletionPolicy ?? (properties.CapacityProviderConfig === undefined ? 'Retain' : 'Delete') } = fn.shared;
    expansion.add(fn, this.versionId, {
      type: 'AWS::Lambda::Version',
      properties: compact({
        FunctionName: ref(fn.logicalId),
        Description: properties.VersionDescription,
        FunctionScalingConfig: properties.CapacityProviderConfig === undefined ? undefined : properties.FunctionScalingConfig,
      }),
      attributes: { ...fn.shared, DeletionPolicy: deletion },
      name: `${fn.logicalId}Version`,
      places: [{ location: 'Properties', written: 'Properties.AutoPublishAlias' }, { location: 'Properties.Description', written: 'Properties.VersionDescription' }],
    });
    expansion.add(fn, this.logicalId, {
      type: 'AWS::Lambda::Alias',
      properties: compact({
        Name: this.qualifier,
        FunctionName: ref(fn.logicalId),
        FunctionVersion: getAtt(this.versionId, 'Version'),
        ProvisionedConcurrencyConfig: properties.ProvisionedConcurrencyConfig,
      }),
      attributes: { ...fn.shared, UpdatePolicy: this.updatePolicy },
      places: [
        { location: 'Properties', written: 'Properties.AutoPublishAlias' },
        { location: 'Properties.ProvisionedConcurrencyConfig', written: 'Properties.ProvisionedConcurrencyConfig' },
      ],
    });
    expansion.renamed.set(`${fn.logicalId}.Version`, this.versionId);
    expansion.renamed.set(`${fn.logicalId}.Alias`, this.logicalId);
  }
}

/** Returns the alias of a function; undefined if it has none. */
export function aliasOf(fn: SamResource, code: JsonObject, expansion: SamExpansion): FunctionAlias | undefined {
  const { properties } = fn;
  if (!isGiven(properties.AutoPublishAlias)) return undefined;
  const name = expansion.withDefaults(properties.AutoPublishAlias);
  if (typeof name !== 'string') {
    expansion.gap(fn, 'Properties.AutoPublishAlias', 'the name of the alias is known only at deployment');
    return undefined;
  }
  return new FunctionAlias(fn, name, versionIdOf(fn, code, expansion));
}

/** A version's logical id contains a hash of the code and some settings. */
function versionIdOf(fn: SamResource, code: JsonObject, expansion: SamExpansion): string {
  const { properties } = fn;
  const digest = expansion.withDefaults(properties.AutoPublishCodeSha256);
  const snapStart = mapOf(properties.SnapStart);
  const data = {
    ...(expansion.withDefaults(code) as JsonObject),
    ...mapOf(properties.Environment),
    ...(isGiven(properties.MemorySize) ? { MemorySize: properties.MemorySize } : {}),
    ...(snapStart && (snapStart.ApplyOn ?? 'None') !== 'None' ? { SnapStart: snapStart } : {}),
  };
  return hashedId(`${fn.logicalId}Version`, data, typeof digest === 'string' ? digest : undefined);
}
