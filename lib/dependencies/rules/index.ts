import { buildCodePinned } from './build-code-pinned';
import { buildNotPublic } from './build-not-public';
import { codeSigningEnforced } from './code-signing-enforced';
import { dependenciesCertified } from './dependencies-certified';
import { dependencyReviewScheduled } from './dependency-review-scheduled';
import { imageScannedOnPush } from './image-scanned-on-push';
import { imageTagImmutable } from './image-tag-immutable';
import { inspectorEnabled } from './inspector-enabled';
import { layerFromKnownAccount } from './layer-from-known-account';
import { manualReviewBeforeDeploy } from './manual-review-before-deploy';
import { packageOriginControlled } from './package-origin-controlled';
import { sbomPresent } from './sbom-present';
import type { Rule } from '../../gate';

/** The rules on dependencies. */
export const DEPENDENCIES_RULES: readonly Rule[] = [
  dependenciesCertified, sbomPresent, dependencyReviewScheduled, inspectorEnabled, manualReviewBeforeDeploy, imageScannedOnPush,
  imageTagImmutable, layerFromKnownAccount, buildCodePinned, packageOriginControlled, buildNotPublic, codeSigningEnforced,
];
