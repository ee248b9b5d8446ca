import type { TestTemplate } from '../../gate/harness';

export const SAFE_ORIGIN = { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] };
export const SAFE_CERTIFICATE = { AcmCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a', MinimumProtocolVersion: 'TLSv1.2_2021' };
const URL_HOST = { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Url', 'FunctionUrl'] }] }] };

/** Returns a distribution in front of a function URL, or another host; its only fault is the missing web ACL. */
export function distribution(
  config: object = {},
  origin: object = SAFE_ORIGIN,
  DomainName: unknown = URL_HOST,
  resources: object = {},
): TestTemplate {
  const DistributionConfig = {
    Origins: [{ Id: 'fn', DomainName, CustomOriginConfig: origin }],
    DefaultCacheBehavior: { TargetOriginId: 'fn', ViewerProtocolPolicy: 'https-only' },
    ViewerCertificate: SAFE_CERTIFICATE,
    ...config,
  };
  return {
    Parameters: { Open: { Type: 'String' } },
    Resources: {
      It: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig } },
      Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: 'f', AuthType: 'AWS_IAM' } },
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
      ...resources,
    },
  };
}
