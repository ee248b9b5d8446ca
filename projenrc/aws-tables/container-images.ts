import { Exceptions, withExceptions } from './exceptions';
import type { Place } from './places';

/** Names of properties that name the image of a container. */
const NAME = /^(Image|ImageUri|ImageIdentifier|ContainerUri)$/;

/** Services whose images AWS, or the seller of a model, publishes. */
const OF_PUBLISHERS = /^AWS::(SageMaker|CleanRoomsML|GameLift)::/;

const EXCEPTIONS: Exceptions = {
  added: {},
  removed: {
    'Images of machines.': ['AWS::ImageBuilder::ContainerRecipe InstanceConfiguration.Image'],
  },
};

/** Properties that name the image of a container: `type path`. */
export function containerImages(places: readonly Place[]): string[] {
  const derived = places
    .filter(({ type, name, shapes }) => NAME.test(name) && shapes.includes('string') && !OF_PUBLISHERS.test(type))
    .map(({ type, path }) => `${type} ${path}`);
  return withExceptions(derived, EXCEPTIONS);
}
