import { containerImages } from '../../aws/properties';
import { each, finding, Outcome, placesAt, Property, Resource, Rule } from '../../gate';

const REPOSITORY = 'AWS::ECR::Repository';

/** Repositories, and what repositories that Amazon ECR creates are like. */
const REPOSITORIES: readonly string[] = [REPOSITORY, 'AWS::ECR::RepositoryCreationTemplate'];

/** Types whose images are often those of AWS, or of the seller of a model, who publish versions and no digests. */
const OF_PUBLISHERS = /^AWS::(?:SageMaker|CleanRoomsML|GameLift)::/;

/** Matches a tag other than `latest`. */
const VERSIONED = /:(?!latest$)[\w.-]+$/;

/** Matches digests, tags that are hashes of the content, such as those of CDK assets, and images of AWS CodeBuild, which only AWS publishes. */
const OF_CONTENT = /@sha256:|:[0-9a-f]{32,64}$|^aws\//;

/** The reviewed image is the one that runs. */
export const imageTagImmutable: Rule = {
  id: 'ImageTagImmutable',
  item: 'dependencies/certification',
  severity: 'warning',
  title: 'Tags of images are immutable, and functions, builds and containers name their image by its digest.',
  why: 'Anyone who may push can move the tag of a reviewed image to another image. The next deployment uses it, without any change in the template.',
  fix: {
    cdk: 'Set imageTagMutability: TagMutability.IMMUTABLE on the Repository, and name images by digest: in tagOrDigest of DockerImageCode.fromEcr, in buildImage and image.',
    template: 'Set ImageTagMutability: IMMUTABLE, and write the ImageUri, or the Image of a build or a container, with @sha256: and the digest instead of a tag.',
    sam: 'Set ImageTagMutability: IMMUTABLE, and write the ImageUri of the function with @sha256: and the digest instead of a tag.',
  },
  acceptable: 'If the pipeline inserts the digest at deployment, or only the pipeline may push: say so.',
  link: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
  resourceTypes: [...REPOSITORIES, ...containerImages().keys()],
  findings: {
    'mutable-tags': 'Tags of the repository, or of those that a template creates, can be moved to other images.',
    'tag-not-digest': 'A function, a build or a container names its image by a tag, or without tag and digest.',
  },
  check: (resource) => {
    if (REPOSITORIES.includes(resource.type)) return checkRepository(resource);
    return each(containerImages().get(resource.type)!.flatMap((path) => placesAt(resource.get(), path)), checkImage);
  },
};

function checkRepository(repository: Resource): readonly Outcome[] {
  const at = repository.get('ImageTagMutability');
  const mode = at.string() ?? 'MUTABLE';
  const excluded = repository.get('ImageTagMutabilityExclusionFilters').items().map((filter) => filter.at('ImageTagMutabilityExclusionFilterValue').string());
  if (mode.startsWith('IMMUTABLE') && !excluded.some((pattern) => /^\*+$/.test(pattern ?? ''))) return [];
  return [finding(repository, 'mutable-tags', `ImageTagMutability ${at.exists ? `is ${mode}` : 'is absent, which means MUTABLE'}`)];
}

function checkImage(uri: Property): readonly Outcome[] {
  if (!uri.exists || OF_CONTENT.test(uri.written() ?? '')) return [];
  const repository = uri.references().find(({ resource }) => resource.type === REPOSITORY)?.resource;
  if (repository && checkRepository(repository).length === 0 && /:[\w.-]+$/.test(uri.written() ?? '')) return [];
  if (!repository && OF_PUBLISHERS.test(uri.resource.type) && VERSIONED.test(uri.string()!)) return [];
  return [finding(uri, 'tag-not-digest', `${uri.string()} names the image without a digest`)];
}
