/** The configuration of `cdk-sec3 check`. */
export const CONFIG = 'sec3.yaml';

/** The initial configuration: all findings are warnings. */
export const CONFIG_TEXT = `# Configuration of cdk-sec3 check, where all findings are warnings to begin with. Raise rules to errors one by one.
defaultLevel: warning
levels: {}
#  SecretRotated: error
# acknowledgements:
#   - id: Sec3-RuntimeSupported
#     path: Orders/Import
#     reason: The move to nodejs24.x is under way
#     owner: orders-team@example.com
#     on: 2026-01-15
#     until: 2026-06-30
`;
