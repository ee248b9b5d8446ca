import { hashedId } from './logical-id';
import type { SamExpansion } from './sam-expansion';
import type { SamResource } from './sam-resource';
import { compact, getAtt, isGiven, mapOf, pick, ref } from './values';
import type { JsonObject } from '../../../json/json-object';

const KNOWN = [
  'AccessAssociation', 'BasePath', 'CertificateArn', 'DomainName', 'EndpointAccessMode', 'EndpointConfiguration', 'IpAddressType', 'MutualTlsAuthentication',
  'NormalizeBasePath', 'OwnershipVerificationCertificateArn', 'Policy', 'Route53', 'SecurityPolicy',
];

const ROUTE53 = [
  'DistributionDomainName', 'EvaluateTargetHealth', 'HostedZoneId', 'HostedZoneName', 'IpV6', 'Region', 'SeparateRecordSetGroup', 'SetIdentifier', 'VpcEndpointDomainName',
  'VpcEndpointHostedZoneId',
];

const PLACES = [{ location: 'Properties', written: 'Properties.Domain' }];

/** All edge-optimized endpoints are in one hosted zone of AWS. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** Creates the custom domain of a REST API. */
export function restDomain(of: SamResource, shared: JsonObject, expansion: SamExpansion): void {
  const domain = domainOf(of, expansion);
  if (!domain) return;
  const endpoint = domain.EndpointConfiguration ?? 'REGIONAL';
  const isPrivate = endpoint === 'PRIVATE';
  const logicalId = hashedId(`ApiGatewayDomainName${isPrivate ? 'V2' : ''}`, domain.DomainName);
  const certificate = endpoint === 'REGIONAL' ? 'RegionalCertificateArn' : 'CertificateArn';
  expansion.add(of, logicalId, {
    type: `AWS::ApiGateway::DomainName${isPrivate ? 'V2' : ''}`,
    properties: compact({
      ...pick(domain, ['DomainName', 'SecurityPolicy', 'EndpointAccessMode', 'OwnershipVerificationCertificateArn', 'Policy', ...(isPrivate ? [] : ['MutualTlsAuthentication'])]),
      [certificate]: domain.CertificateArn,
      EndpointConfiguration: compact({ Types: [endpoint], IpAddressType: domain.IpAddressType }),
    }),
    attributes: shared,
    places: PLACES,
  });
  const name = isPrivate ? { DomainNameArn: ref(logicalId) } : { DomainName: ref(logicalId) };
  const api = { RestApiId: ref(of.logicalId), Stage: ref(`${of.logicalId}.Stage`) };
  for (const path of basePaths(domain)) {
    const plain = path?.replace(/[^\p{L}\p{N}]/gu, '');
    expansion.add(of, `${of.logicalId}${plain ?? ''}BasePathMapping`, {
      type: `AWS::ApiGateway::BasePathMapping${isPrivate ? 'V2' : ''}`,
      properties: compact({ ...name, ...api, BasePath: domain.NormalizeBasePath === false ? path : plain }),
      attributes: shared,
      places: PLACES,
    });
  }
  const association = mapOf(domain.AccessAssociation);
  if (isPrivate && association) {
    expansion.add(of, hashedId('DomainNameAccessAssociation', [association.VpcEndpointId, logicalId]), {
      type: 'AWS::ApiGateway::DomainNameAccessAssociation',
      properties: { DomainNameArn: ref(logicalId), AccessAssociationSourceType: 'VPCE', AccessAssociationSource: association.VpcEndpointId },
      attributes: shared,
      places: PLACES,
    });
  }
  recordSets(of, domain, logicalId, endpoint, shared, expansion);
  expansion.renamed.set(`${of.logicalId}.${isPrivate ? 'DomainNameV2' : 'DomainName'}`, logicalId);
}

/** Creates the custom domain of an HTTP API. */
export function httpDomain(of: SamResource, tags: JsonObject, shared: JsonObject, expansion: SamExpansion): void {
  const domain = domainOf(of, expansion);
  if (!domain) return;
  const logicalId = hashedId('ApiGatewayDomainNameV2', domain.DomainName);
  const endpoint = domain.EndpointConfiguration ?? 'REGIONAL';
  const configuration = { EndpointType: endpoint, ...pick(domain, ['CertificateArn', 'OwnershipVerificationCertificateArn', 'SecurityPolicy']) };
  expansion.add(of, logicalId, {
    type: 'AWS::ApiGatewayV2::DomainName',
    properties: { ...pick(domain, ['DomainName', 'MutualTlsAuthentication']), DomainNameConfigurations: [configuration], Tags: tags },
    attributes: shared,
    places: [...PLACES, { location: 'Properties.DomainNameConfigurations[0]', written: 'Properties.Domain' }],
  });
  for (const path of basePaths(domain)) {
    expansion.add(of, `${of.logicalId}${path?.replace(/[-_/]+/g, '') ?? ''}ApiMapping`, {
      type: 'AWS::ApiGatewayV2::ApiMapping',
      properties: compact({
        DomainName: ref(logicalId),
        ApiId: ref(of.logicalId),
        Stage: ref(`${of.logicalId}.Stage`),
        ApiMappingKey: path?.replace(/^\/+|\/+$/g, ''),
      }),
      attributes: shared,
      places: PLACES,
    });
  }
  recordSets(of, domain, logicalId, endpoint, shared, expansion);
  expansion.renamed.set(`${of.logicalId}.DomainName`, logicalId);
}

function domainOf(of: SamResource, expansion: SamExpansion): JsonObject | undefined {
  if (of.properties.Domain === undefined) return undefined;
  const domain = expansion.mapAt(of, 'Properties.Domain', expansion.withDefaults(of.properties.Domain));
  if (Object.keys(domain).length === 0) return undefined;
  expansion.rejectUnknown(of, 'Properties.Domain', domain, KNOWN, 'Domain');
  return domain;
}

/** Returns the base paths of an API in a domain; undefined for the root. */
function basePaths({ BasePath: given }: JsonObject): (string | undefined)[] {
  if (!isGiven(given)) return [undefined];
  return [given].flat().filter((path): path is string => typeof path === 'string');
}

function recordSets(of: SamResource, domain: JsonObject, domainId: string, endpoint: unknown, shared: JsonObject, expansion: SamExpansion): void {
  const route = mapOf(domain.Route53);
  if (!route) return;
  expansion.rejectUnknown(of, 'Properties.Domain.Route53', route, ROUTE53, 'Route53');
  const zone = route.HostedZoneId ?? route.HostedZoneName;
  const logicalId = route.SeparateRecordSetGroup === true ? hashedId('RecordSetGroup', [zone, domain.DomainName]) : hashedId('RecordSetGroup', zone);
  const known = mapOf(expansion.resource(logicalId)?.Properties)?.RecordSets;
  const set = (type: string) => compact({
    ...pick(route, ['Region', 'SetIdentifier']),
    Name: domain.DomainName,
    Type: type,
    AliasTarget: aliasTarget(route, domainId, endpoint),
  });
  expansion.add(of, logicalId, {
    type: 'AWS::Route53::RecordSetGroup',
    properties: {
      ...pick(route, ['HostedZoneId', 'HostedZoneName']),
      RecordSets: [...(Array.isArray(known) ? (known as unknown[]) : []), set('A'), ...(route.IpV6 === true ? [set('AAAA')] : [])],
    },
    attributes: shared,
    places: [{ location: 'Properties', written: 'Properties.Domain.Route53' }],
  });
}

function aliasTarget(route: JsonObject, domainId: string, endpoint: unknown): JsonObject {
  const health = pick(route, ['EvaluateTargetHealth']);
  if (endpoint === 'REGIONAL') return { ...health, HostedZoneId: getAtt(domainId, 'RegionalHostedZoneId'), DNSName: getAtt(domainId, 'RegionalDomainName') };
  if (endpoint === 'EDGE') return { ...health, HostedZoneId: CLOUDFRONT_ZONE, DNSName: route.DistributionDomainName ?? getAtt(domainId, 'DistributionDomainName') };
  return compact({ ...health, HostedZoneId: route.VpcEndpointHostedZoneId, DNSName: route.VpcEndpointDomainName });
}
