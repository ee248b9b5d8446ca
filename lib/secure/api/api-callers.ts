import * as net from 'net';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { shown } from '../../quotas';

/**
 * The clients that can reach a REST API, enforced by its resource policy. Applies in addition to the authorization of each
 * endpoint.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
 */
export class ApiCallers {
  /**
   * Only requests through these interface VPC endpoints. The API becomes private.
   *
   * @param endpoints one or more VPC endpoints for `execute-api`
   */
  public static fromVpcEndpoints(endpoints: ec2.IVpcEndpoint[]): ApiCallers {
    if (endpoints.length === 0) throw new Error('ApiCallers.fromVpcEndpoints: no VPC endpoint is given, so no client could call the API');
    return new ApiCallers({ StringNotEquals: { 'aws:SourceVpce': endpoints.map((endpoint) => endpoint.vpcEndpointId) } }, endpoints);
  }

  /**
   * Only requests from these IP addresses.
   *
   * @param ranges IPv4 or IPv6 ranges in CIDR notation (RFC 4632), such as `192.0.2.0/24`
   * @throws Error if a range is not in CIDR notation, or covers every address
   */
  public static fromCidrs(ranges: string[]): ApiCallers {
    const problems = ranges.filter((range) => !isRange(range)).map((range) => `${shown(range)} is not a range in CIDR notation`);
    problems.push(...ranges.filter((range) => isRange(range) && /\/0+$/.test(range)).map((range) => `${range} covers every address`));
    if (ranges.length === 0) problems.push('no range is given, so no client could call the API');
    if (problems.length > 0) throw new Error(`ApiCallers.fromCidrs: ${problems.join('; ')}`);
    return new ApiCallers({ NotIpAddress: { 'aws:SourceIp': ranges } });
  }

  /**
   * Only principals of an organization in AWS Organizations. Endpoints then need IAM authorization.
   *
   * @param organizationId id of the organization, such as `o-a1b2c3d4e5`
   * @throws Error if it is not the id of an organization
   */
  public static fromOrganization(organizationId: string): ApiCallers {
    if (!/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
      throw new Error(`ApiCallers.fromOrganization: ${shown(organizationId)} is not the id of an organization, such as o-a1b2c3d4e5`);
    }
    return new ApiCallers({ StringNotEquals: { 'aws:PrincipalOrgID': organizationId } });
  }

  private constructor(
    private readonly outsiders: { readonly [operator: string]: { readonly [key: string]: string | string[] } },
    private readonly vpcEndpoints?: ec2.IVpcEndpoint[],
  ) {}

  /**
   * The resource policy. An Allow statement lets every principal invoke the API; a Deny statement excludes all other clients.
   *
   * The Deny also applies to callers that an identity policy or an authorizer allows.
   */
  public toPolicy(): iam.PolicyDocument {
    const statement = { principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] };
    return new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({ ...statement, effect: iam.Effect.ALLOW }),
        new iam.PolicyStatement({ ...statement, effect: iam.Effect.DENY, conditions: this.outsiders }),
      ],
    });
  }

  /**
   * The endpoint type of the API: private for VPC endpoints, otherwise regional.
   */
  public toEndpointConfiguration(): apigateway.EndpointConfiguration {
    return this.vpcEndpoints
      ? { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints: this.vpcEndpoints }
      : { types: [apigateway.EndpointType.REGIONAL] };
  }
}

function isRange(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  if (bits === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  const version = net.isIP(address);
  return version > 0 && Number(bits) <= (version === 4 ? 32 : 128);
}
