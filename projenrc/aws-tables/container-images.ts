import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of properties that name the image of a container. */
const NAME = /^(Image|ImageUri|ImageIdentifier|ContainerUri)$/;

const EXCEPTIONS: Exceptions = {
  added: {},
  removed: {
    'Images of machines.': ['AWS::ImageBuilder::ContainerRecipe InstanceConfiguration.Image'],
    'A description of a model, which runs nothing.': ['AWS::SageMaker::ModelCard Content.ModelPackageDetails.InferenceSpecification.Containers.*.Image'],
  },
};

/** Properties that name the image of a container: `type path`. */
export function containerImages(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ name, shapes }) => NAME.test(name) && shapes.includes('string'))
    .map(({ type, path }) => `${type} ${path}`);
  return withExceptions(derived, EXCEPTIONS);
}
