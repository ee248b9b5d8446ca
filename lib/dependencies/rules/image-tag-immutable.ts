import { finding, Outcome, Property, Resource, Rule } from '../../gate';

const REPOSITORY = 'AWS::ECR::Repository';
const BUILD = 'AWS::CodeBuild::Project';

/** Tags that are hashes of the content, as the assets of the CDK have them. */
const OF_CONTENT = /@sha256:|:[0-9a-f]{32,64}$/;

/** The reviewed image is the one that runs. */
export const imageTagImmutable: Rule = {
  id: 'ImageTagImmutable',
  item: 'dependencies/certification',
  severity: 'warning',
  title: 'Tags of images are immutable, and functions and builds name their image by its digest.',
  why: 'Anyone who may push can move the tag of a reviewed image to another image. The next deployment uses it, without any change in the template.',
  fix: {
    cdk: 'Set imageTagMutability: TagMutability.IMMUTABLE on the Repository, and name images by digest: tagOrDigest of DockerImageCode.fromEcr and buildImage.',
    template: 'Set ImageTagMutability: IMMUTABLE, and write the ImageUri, or the Image of a build, with @sha256: and the digest instead of a tag.',
    sam: 'Set ImageTagMutability: IMMUTABLE, and write the ImageUri of the function with @sha256: and the digest instead of a tag.',
  },
  acceptable: 'When the pipeline inserts the digest at deployment, or only the pipeline may push: say so.',
  link: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
  resourceTypes: [REPOSITORY, 'AWS::Lambda::Function', BUILD],
  findings: {
    'mutable-tags': 'Tags of the repository can be moved to other images.',
    'tag-not-digest': 'The function or the build names its image by a tag, or without tag and digest.',
  },
  check: (resource) => {
    if (resource.type === REPOSITORY) return checkRepository(resource);
    return resource.type === BUILD ? checkBuild(resource.get('Environment', 'Image')) : checkImage(resource.get('Code', 'ImageUri'));
  },
};

/** AWS alone publishes images under aws/. */
function checkBuild(image: Property): readonly Outcome[] {
  return image.written()?.startsWith('aws/') ? [] : checkImage(image);
}

function checkRepository(repository: Resource): readonly Outcome[] {
  const at = repository.get('ImageTagMutability');
  const mode = at.string() ?? 'MUTABLE';
  const excluded = repository.get('ImageTagMutabilityExclusionFilters').items().map((filter) => filter.at('ImageTagMutabilityExclusionFilterValue').string());
  if (mode.startsWith('IMMUTABLE') && !excluded.some((pattern) => /^\*+$/.test(pattern ?? ''))) return [];
  return [finding(repository, 'mutable-tags', `ImageTagMutability ${at.exists ? `is ${mode}` : 'is absent, which means MUTABLE'}`)];
}

function checkImage(uri: Property): readonly Outcome[] {
  if (!uri.exists || OF_CONTENT.test(uri.written() ?? '')) return [];
  return [finding(uri, 'tag-not-digest', `${uri.string()} names the image without a digest`)];
}
