import { codeSigningEnforced } from './code-signing-enforced';
import { imageScannedOnPush } from './image-scanned-on-push';
import { layerFromKnownAccount } from './layer-from-known-account';
import type { Rule } from '../../gate';

/** The rules on dependencies. */
export const DEPENDENCIES_RULES: readonly Rule[] = [imageScannedOnPush, layerFromKnownAccount, codeSigningEnforced];
