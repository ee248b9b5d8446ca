import type { Property } from './property';

/**
 * The places at a path below a property. Keys are parted by dots; `*` stands for each item of a list, `{}` for each value of a map.
 *
 * @throws Undetermined where a list or a map can't be known
 */
export function placesAt(property: Property, path: string): Property[] {
  return path.split('.').reduce((places, key) => places.flatMap((place) => step(place, key)), [property]);
}

function step(place: Property, key: string): Property[] {
  switch (key) {
    case '*':
      return place.items();
    case '{}':
      return place.entries().map(([, value]) => value);
    default:
      return [place.at(key)];
  }
}
