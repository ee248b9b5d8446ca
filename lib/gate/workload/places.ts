import type { Property } from './property';

/**
 * Returns the locations at a path below a property. Keys are separated by dots; `*` is each item of a list, `{}` each value of a map.
 *
 * @throws Undetermined if a list or a map is unknown
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
