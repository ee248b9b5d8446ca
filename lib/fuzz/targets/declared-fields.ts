/** The fields that the code itself declares for events, with zod or annotations of Python classes. They replace a schema if the template has none. */

/** JSON Schemas by the names of the fields. */
export interface DeclaredFields {
  readonly [name: string]: object;
}

/** The maximum number of fields that are read. */
const MOST_FIELDS = 30;

/** A property of an object in zod, also in bundles that rename the package. */
const OF_ZOD = /([A-Za-z_]\w{0,40})["']?\s*:\s*(?:[\w$]+\.)*(?:z\d*|zod|external_exports\d*)((?:\.\w+(?:\([^()]*\))?){1,6})/g;
/** A field of a class in Python, by its annotation. */
const OF_CLASS = /^[ \t]+([A-Za-z_]\w{0,40})[ \t]*:[ \t]*(?:(?:Optional|Annotated)\[)?([A-Za-z]\w*)(?:\[([A-Za-z]\w*))?[^:()\n]*(?:=.*)?$/gm;

const TEXT = { type: 'string' };
const OF_FORMAT = (format: string) => ({ ...TEXT, format });
const LIST_OF = (items: object) => ({ type: 'array', maxItems: 3, items });

/** The JSON types of zod methods and Python types. The first match counts. */
const ZOD: readonly (readonly [RegExp, object])[] = [
  [/\.array\b/, LIST_OF(TEXT)], [/\.(?:uuid|guid)\b/, OF_FORMAT('uuid')], [/\.email\b/, OF_FORMAT('email')], [/\.url\b/, OF_FORMAT('uri')], [/\.datetime\b/, OF_FORMAT('date-time')],
  [/\.date\b/, OF_FORMAT('date')], [/\.boolean\b/, { type: 'boolean' }], [/\.int\b/, { type: 'integer' }], [/\.number\b/, { type: 'number' }], [/\.(?:object|record)\b/, { type: 'object' }], [/\.string\b/, TEXT],
];
const PYTHON: { readonly [type: string]: object } = {
  str: TEXT,
  int: { type: 'integer' },
  float: { type: 'number' },
  Decimal: { type: 'number' },
  bool: { type: 'boolean' },
  dict: { type: 'object' },
  Dict: { type: 'object' },
  UUID: OF_FORMAT('uuid'),
  UUID4: OF_FORMAT('uuid'),
  EmailStr: OF_FORMAT('email'),
  HttpUrl: OF_FORMAT('uri'),
  datetime: OF_FORMAT('date-time'),
  date: OF_FORMAT('date'),
};

/** Returns the fields that a source declares. */
export function declaredFieldsIn(source: string, language: 'node' | 'python' | undefined): DeclaredFields {
  const found = language === 'python' ? inClasses(source) : inZod(source);
  return Object.fromEntries(found.slice(-MOST_FIELDS));
}

function inZod(source: string): [string, object][] {
  return [...source.matchAll(OF_ZOD)].flatMap(([, name, chain]) => {
    const [, schema] = ZOD.find(([method]) => method.test(chain)) ?? [];
    return schema ? [[name, schema] as [string, object]] : [];
  });
}

function inClasses(source: string): [string, object][] {
  return [...source.matchAll(OF_CLASS)].flatMap(([, name, type, inner]) => {
    const schema = /^list$/i.test(type) ? LIST_OF(PYTHON[inner] ?? TEXT) : Object.hasOwn(PYTHON, type) ? PYTHON[type] : undefined;
    return schema ? [[name, schema] as [string, object]] : [];
  });
}
