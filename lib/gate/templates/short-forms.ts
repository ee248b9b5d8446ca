import { Pair, Scalar, YAMLMap, type CollectionTag, type ScalarTag } from 'yaml';

const NAMES = [
  'And', 'Base64', 'Cidr', 'Condition', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'GetStackOutput',
  'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref', 'RefAll', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll',
];

/** `!Ref`, `!GetAtt`, `!Sub`, ... as the long forms of JSON. */
export const SHORT_FORMS: (ScalarTag | CollectionTag)[] = NAMES.flatMap((name) => shortForm(name));

/** Returns the key of the long form of a short one: `Fn::Sub` for `Sub`. */
export function longForm(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

function shortForm(name: string): (ScalarTag | CollectionTag)[] {
  const key = longForm(name);
  const collection = (kind: 'map' | 'seq'): CollectionTag => ({
    tag: `!${name}`,
    collection: kind,
    resolve: (argument) => {
      const intrinsic = new YAMLMap<Scalar<string>, unknown>();
      intrinsic.items.push(new Pair(new Scalar(key), argument));
      return intrinsic;
    },
  });
  const scalar: ScalarTag = {
    tag: `!${name}`,
    resolve: (text) => {
      const [, logicalId, attribute] = (name === 'GetAtt' && /^([^.]+)\.(.+)$/s.exec(text)) || [];
      return { [key]: attribute === undefined ? text : [logicalId, attribute] };
    },
  };
  return [scalar, collection('seq'), collection('map')];
}
