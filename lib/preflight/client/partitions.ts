/** A partition of AWS, with its own accounts, Regions and endpoints. */
export interface Partition {
  /** The name, as in ARNs. */
  readonly name: string;
  readonly dnsSuffix: string;
  /** IAM has one endpoint for each partition. */
  readonly iam: { readonly host: string; readonly region: string };
}

/** Partitions by their Regions. The first one is the default for unknown Regions, as in the SDKs of AWS. */
const PARTITIONS: readonly (Partition & { readonly regions: RegExp })[] = [
  { name: 'aws', dnsSuffix: 'amazonaws.com', regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/, iam: { host: 'iam.amazonaws.com', region: 'us-east-1' } },
  { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn', regions: /^cn-/, iam: { host: 'iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' } },
  { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com', regions: /^us-gov-/, iam: { host: 'iam.us-gov.amazonaws.com', region: 'us-gov-west-1' } },
  { name: 'aws-iso', dnsSuffix: 'c2s.ic.gov', regions: /^us-iso-/, iam: { host: 'iam.us-iso-east-1.c2s.ic.gov', region: 'us-iso-east-1' } },
  { name: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov', regions: /^us-isob-/, iam: { host: 'iam.us-isob-east-1.sc2s.sgov.gov', region: 'us-isob-east-1' } },
  { name: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk', regions: /^eu-isoe-/, iam: { host: 'iam.eu-isoe-west-1.cloud.adc-e.uk', region: 'eu-isoe-west-1' } },
  { name: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov', regions: /^us-isof-/, iam: { host: 'iam.us-isof-south-1.csp.hci.ic.gov', region: 'us-isof-south-1' } },
  { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu', regions: /^eusc-/, iam: { host: 'iam.eusc-de-east-1.amazonaws.eu', region: 'eusc-de-east-1' } },
];

/** Returns the partition that a Region belongs to. */
export function partitionOf(region: string): Partition {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? PARTITIONS[0];
}
