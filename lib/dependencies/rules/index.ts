import { codeSigningEnforced } from './code-signing-enforced';
import { dependenciesCertified } from './dependencies-certified';
import { imageScannedOnPush } from './image-scanned-on-push';
import { layerFromKnownAccount } from './layer-from-known-account';
import { sbomPresent } from './sbom-present';
import type { Rule } from '../../gate';

/** The rules on dependencies. */
export const DEPENDENCIES_RULES: readonly Rule[] = [
  dependenciesCertified, sbomPresent, imageScannedOnPush, layerFromKnownAccount, codeSigningEnforced,
];
