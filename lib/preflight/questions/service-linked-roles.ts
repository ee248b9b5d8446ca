import type { Resource } from '../../gate';
import { ServiceError } from '../client/errors';
import type { Account, Question } from '../question';
import type { Target } from '../target';
import { enablersOf } from './inspector';

/** A role that a service needs, and may create itself. */
interface ServiceLinkedRole {
  readonly name: string;
  /** The service that assumes the role; part of the role's path. */
  readonly service: string;
  /** Whether the service creates the role when a template needs it. If not, it must exist before. */
  readonly madeOnUse: boolean;
  /** The resources that need it. */
  raisedBy(target: Target): readonly Resource[];
}

const ROLES: readonly ServiceLinkedRole[] = [
  {
    name: 'AWSServiceRoleForAPIGateway',
    service: 'ops.apigateway.amazonaws.com',
    madeOnUse: true,
    raisedBy: (target) => target.resources('AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName', 'AWS::ApiGatewayV2::VpcLink'),
  },
  {
    name: 'AWSServiceRoleForAmazonInspector2',
    service: 'inspector2.amazonaws.com',
    madeOnUse: true,
    raisedBy: (target) => enablersOf(target).map(({ resource }) => resource),
  },
  {
    name: 'AWSServiceRoleForAmazonOpenSearchService',
    service: 'opensearchservice.amazonaws.com',
    madeOnUse: false,
    raisedBy: (target) => where(target, ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'], (domain) => domain.get('VPCOptions').exists),
  },
  {
    name: 'AWSServiceRoleForDynamoDBReplication',
    service: 'replication.dynamodb.amazonaws.com',
    madeOnUse: true,
    raisedBy: (target) => where(target, ['AWS::DynamoDB::GlobalTable'], (table) => table.get('Replicas').items().length > 1),
  },
  {
    name: 'AWSServiceRoleForKeyManagementServiceMultiRegionKeys',
    service: 'mrk.kms.amazonaws.com',
    madeOnUse: true,
    raisedBy: (target) => where(target, ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'], (key) => key.type === 'AWS::KMS::ReplicaKey' || key.get('MultiRegion').boolean() === true),
  },
  {
    name: 'AWSServiceRoleForWAFV2Logging',
    service: 'wafv2.amazonaws.com',
    madeOnUse: true,
    raisedBy: (target) => target.resources('AWS::WAFv2::LoggingConfiguration'),
  },
];

/** Do the service-linked roles exist that the services in the templates need? */
export function serviceLinkedRoles(target: Target): Question[] {
  return ROLES.flatMap((role): Question[] => {
    const raising = role.raisedBy(target);
    if (raising.length === 0) return [];
    const arn = `arn:${target.partition.name}:iam::${target.place.account ?? '*'}:role/aws-service-role/${role.service}/${role.name}`;
    return [{
      id: 'service-linked-role',
      asked: `Does the service-linked role ${role.name} exist?`,
      resources: raising.map(({ path }) => path),
      needs: [{ operation: 'iam:GetRole', on: [arn] }],
      ask: async (account) => {
        if (await exists(account, role.name)) return { status: 'ready', text: 'Yes.' };
        const may = `iam:CreateServiceLinkedRole for ${role.service}`;
        if (role.madeOnUse) return { status: 'ready', text: `Not yet: AWS creates it on first use, if the caller has permission for ${may}.` };
        return { status: 'fails', text: 'No, and the templates do not create it.', fix: `Run once: aws iam create-service-linked-role --aws-service-name ${role.service}` };
      },
    }];
  });
}

async function exists(account: Account, name: string): Promise<boolean> {
  try {
    await account.call('iam:GetRole', { RoleName: name });
    return true;
  } catch (e) {
    if (e instanceof ServiceError && e.isNotFound) return false;
    throw e;
  }
}

function where(target: Target, types: readonly string[], needs: (resource: Resource) => boolean): Resource[] {
  return target.resources(...types).filter((resource) => target.maybe(resource, needs));
}
