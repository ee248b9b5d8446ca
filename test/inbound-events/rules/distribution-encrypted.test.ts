import { distribution, SAFE_CERTIFICATE, SAFE_ORIGIN } from './distribution';
import { distributionEncrypted as rule } from '../../../lib/inbound-events/rules/distribution-encrypted';
import { ids, TestTemplate } from '../../gate/harness';

const OPEN = { Ref: 'Open' };
const plain = { DefaultCacheBehavior: { TargetOriginId: 'fn', ViewerProtocolPolicy: 'allow-all' } };
const otherOrigin = (inner: object) => ({
  Origins: [{ Id: 'files', DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }, S3OriginConfig: {} }, { Id: 'fn', DomainName: 'a.execute-api.eu-west-1.amazonaws.com', CustomOriginConfig: SAFE_ORIGIN }],
  DefaultCacheBehavior: { TargetOriginId: 'files', ViewerProtocolPolicy: 'allow-all' },
  ...inner,
});
const host = (name: unknown) => distribution(plain, SAFE_ORIGIN, name);

test.each<[string, TestTemplate, string[]]>([
  ['all is encrypted', distribution(), []],
  ['the viewer is redirected', distribution({ DefaultCacheBehavior: { TargetOriginId: 'fn', ViewerProtocolPolicy: 'redirect-to-https' } }), []],
  ['no function is behind it', host({ 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }), []],
  ['an origin outside of the templates', host('www.example.com'), []],
  ['plain HTTP only for files', distribution(otherOrigin({})), []],
  ['plain HTTP', distribution(plain), ['It[plain-http]']],
  ['an API', host({ 'Fn::Join': ['', [{ Ref: 'Api' }, '.execute-api.eu-west-1.amazonaws.com']] }), ['It[plain-http]']],
  ['an API by its address', host('abc.execute-api.eu-west-1.amazonaws.com'), ['It[plain-http]']],
  ['a function at the edge', distribution(otherOrigin({ DefaultCacheBehavior: { TargetOriginId: 'files', ViewerProtocolPolicy: 'allow-all', LambdaFunctionAssociations: [{ EventType: 'viewer-request' }] } })), ['It[plain-http]']],
  ['another behavior', distribution(otherOrigin({ CacheBehaviors: [{ TargetOriginId: 'fn', ViewerProtocolPolicy: 'allow-all' }] })), ['It[plain-http]']],
  ['a group of origins', distribution(otherOrigin({
    OriginGroups: { Quantity: 1, Items: [{ Id: 'group', Members: { Items: [{ OriginId: 'files' }, { OriginId: 'fn' }] } }] },
    DefaultCacheBehavior: { TargetOriginId: 'group', ViewerProtocolPolicy: 'allow-all' },
  })), ['It[plain-http]']],
  ['no certificate', distribution({ ViewerCertificate: undefined }), ['It[old-tls]']],
  ['the certificate of CloudFront', distribution({ ViewerCertificate: { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: 'TLSv1.2_2021' } }), ['It[old-tls]']],
  ['no version', distribution({ ViewerCertificate: { AcmCertificateArn: 'a' } }), ['It[old-tls]']],
  ['an old version', distribution({ ViewerCertificate: { ...SAFE_CERTIFICATE, MinimumProtocolVersion: 'TLSv1.1_2016' } }), ['It[old-tls]']],
  ['TLS 1.3', distribution({ ViewerCertificate: { ...SAFE_CERTIFICATE, MinimumProtocolVersion: 'TLSv1.3_2025' } }), []],
  ['plain HTTP to the origin', distribution({}, { ...SAFE_ORIGIN, OriginProtocolPolicy: 'http-only' }), ['It[origin-plain-http]']],
  ['the protocol of the viewer, which is HTTPS', distribution({}, { ...SAFE_ORIGIN, OriginProtocolPolicy: 'match-viewer' }), []],
  ['the protocol of the viewer, which may be HTTP', distribution(plain, { ...SAFE_ORIGIN, OriginProtocolPolicy: 'match-viewer' }), ['It[plain-http]', 'It[origin-plain-http]']],
  ['an old protocol to the origin', distribution({}, { ...SAFE_ORIGIN, OriginSSLProtocols: ['TLSv1.2', 'TLSv1.1'] }), ['It[origin-old-tls]']],
  ['the default protocols', distribution({}, { OriginProtocolPolicy: 'https-only' }), ['It[origin-old-tls]']],
  ['a host that is known only at deployment', host(OPEN), ['It[undetermined]']],
  ['a version that is known only at deployment', distribution({ ViewerCertificate: { ...SAFE_CERTIFICATE, MinimumProtocolVersion: OPEN } }), ['It[undetermined]']],
])('%s', (_, template, expected) => {
  expect(ids(rule, template)).toEqual(expected);
});
