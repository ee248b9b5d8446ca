import { folderOfTree, forgetOldTrees } from './kept-templates/kept-templates';

/** What Jest does once, before all tests. */
export default function globalSetup(): void {
  // The CDK's own validator is most of what a synthesis costs. Tests that are about it turn it on.
  process.env.CDK_VALIDATION ??= 'false';
  forgetOldTrees();
  process.env.SEC3_KEPT_TEMPLATES = folderOfTree();
}
