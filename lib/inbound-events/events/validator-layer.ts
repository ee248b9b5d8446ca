import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { FileSystem, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { helperSource } from './compile-schema';
import { contractModule, FunctionContract } from './contract';
import { pythonContract } from './python-contract';
import { setShippedModes, setStagedModes, shippedAsset, writeShippedFile } from '../../functions';
import { OWN_CODE_METADATA } from '../../gate';
import { VALIDATOR_FOLDER, VALIDATOR_PACKAGE } from '../template/validated-function';

/** A language that the validator supports. */
export type ValidatorLanguage = 'node' | 'python';

/** The shared part of all validator layers. */
const SHARED = ['handler.mjs', 'quarantine.cjs', 'quarantine.cjs.LEGAL.txt', 'redaction.cjs'];

/**
 * Returns the layer with the validator and the compiled schemas of a function. Functions of a stack with the same schemas share it. Lambda unpacks it
 * at /opt.
 */
export function validatorLayer(stack: Stack, language: ValidatorLanguage, contract: FunctionContract): lambda.LayerVersion {
  const text = language === 'python' ? pythonContract(contract) : contractModule(contract, helperSource);
  const id = `Sec3EventValidator${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  const known = stack.node.tryFindChild(id) as lambda.LayerVersion | undefined;
  if (known) return known;
  const folder = writeLayer(text, language);
  const layer = new lambda.LayerVersion(stack, id, {
    code: lambda.Code.fromAsset(folder),
    compatibleArchitectures: [lambda.Architecture.X86_64, lambda.Architecture.ARM_64],
    description: 'cdk-sec3 event validator',
  });
  setStagedModes(layer);
  // The package contains the content of the layer, so the version of the package pins it.
  (layer.node.defaultChild as lambda.CfnLayerVersion).addMetadata(OWN_CODE_METADATA, 'event validator');
  // The cloud assembly has a copy, unless it references the folder itself.
  if (!stack.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT)) fs.rmSync(folder, { recursive: true });
  return layer;
}

/** Writes a folder with the content of the layer, as below /opt. Returns its path. */
export function writeLayer(text: string, language: ValidatorLanguage = 'node'): string {
  const folder = FileSystem.mkdtemp('sec3-event-validator-');
  if (language === 'python') {
    const target = path.join(folder, 'python', VALIDATOR_PACKAGE);
    fs.cpSync(path.join(shippedAsset('event-validator'), 'python', VALIDATOR_PACKAGE), target, { recursive: true });
    writeShippedFile(path.join(target, 'contract.py'), text);
    setShippedModes(folder);
    return folder;
  }
  const target = path.join(folder, VALIDATOR_FOLDER);
  fs.mkdirSync(target);
  for (const file of SHARED) fs.copyFileSync(path.join(shippedAsset('event-validator'), file), path.join(target, file));
  writeShippedFile(path.join(target, 'schemas.mjs'), text);
  setShippedModes(folder);
  return folder;
}
