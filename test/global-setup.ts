/** What Jest does once, before all tests. */
export default function globalSetup(): void {
  // The CDK's own validator is most of what a synthesis costs. Tests that are about it turn it on.
  process.env.CDK_VALIDATION ??= 'false';
}
