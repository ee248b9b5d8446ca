import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { FileSystem, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { helperSource } from './compile-schema';
import { contractModule, FunctionContract } from './contract';
import { shippedAsset } from '../../functions';
import { OWN_CODE_METADATA } from '../../gate';
import { VALIDATOR_FOLDER } from '../rules/validated-function';

/** What the layers of all validated functions have in common. */
const SHARED = ['handler.mjs', 'quarantine.cjs', 'quarantine.cjs.LEGAL.txt'];

/**
 * The layer with the validator and the compiled schemas of a function; functions of a stack with the same schemas share it. Lambda
 * unpacks it at /opt.
 */
export function validatorLayer(stack: Stack, contract: FunctionContract): lambda.LayerVersion {
  const module = contractModule(contract, helperSource);
  const id = `Sec3EventValidator${createHash('sha256').update(module).digest('hex').slice(0, 8)}`;
  const known = stack.node.tryFindChild(id) as lambda.LayerVersion | undefined;
  if (known) return known;
  const folder = writeLayer(module);
  const layer = new lambda.LayerVersion(stack, id, {
    code: lambda.Code.fromAsset(folder),
    compatibleArchitectures: [lambda.Architecture.X86_64, lambda.Architecture.ARM_64],
    description: 'cdk-sec3 event validator',
  });
  // What is in it comes with this package, and what pins the package pins it.
  (layer.node.defaultChild as lambda.CfnLayerVersion).addMetadata(OWN_CODE_METADATA, 'event validator');
  // The cloud assembly has a copy, unless it refers to the folder itself.
  if (!stack.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT)) fs.rmSync(folder, { recursive: true });
  return layer;
}

/** A folder with what the layer holds, by its place below /opt. */
export function writeLayer(module: string): string {
  const folder = FileSystem.mkdtemp('sec3-event-validator-');
  const target = path.join(folder, VALIDATOR_FOLDER);
  fs.mkdirSync(target);
  for (const file of SHARED) fs.copyFileSync(path.join(shippedAsset('event-validator'), file), path.join(target, file));
  fs.writeFileSync(path.join(target, 'schemas.mjs'), module);
  return folder;
}
