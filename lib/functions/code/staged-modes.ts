import * as fs from 'fs';
import * as path from 'path';
import { AssetStaging } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { setShippedModes } from './shipped-files';

/**
 * Sets file modes of the staged copy of a function's or layer's code so that Lambda can read it. The source itself is
 * never changed: if staging is disabled there is no copy, and nothing changes.
 */
export function setStagedModes(scope: IConstruct): void {
  const staging = scope.node.tryFindChild('Code')?.node.tryFindChild('Stage');
  if (!(staging instanceof AssetStaging) || staging.absoluteStagedPath === path.resolve(staging.sourcePath)) return;
  if (fs.statSync(staging.absoluteStagedPath).isDirectory()) setShippedModes(staging.absoluteStagedPath);
}
