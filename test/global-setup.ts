import { folderOfTree, forgetOldTrees } from './kept-templates/kept-templates';

/** Runs once before all tests. */
export default function globalSetup(): void {
  // The CDK's own validator takes most of the time of a synthesis. Tests about it turn it on.
  process.env.CDK_VALIDATION ??= 'false';
  forgetOldTrees();
  process.env.SEC3_KEPT_TEMPLATES = folderOfTree();
}
