import { readConfiguration } from '../../lambda/secret-rotation/configuration';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders/key-AbCdEf';
const ADAPTER = 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:adapter:live';

describe('the environment', () => {
  it.each([
    [{ SEC3_ROTATION_KIND: 'generated' }, { kind: 'generated', settings: {} }],
    [
      { SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: '{"length":20,"template":{"a":1},"key":"k"}' },
      { kind: 'generated', settings: { length: 20, template: { a: 1 }, key: 'k' } },
    ],
    [{ SEC3_ROTATION_KIND: 'adapter', SEC3_ROTATION_ADAPTER: ADAPTER }, { kind: 'adapter', functionArn: ADAPTER }],
  ])('%j is accepted', (env, source) => {
    expect(readConfiguration({ SEC3_ROTATION_SECRET: SECRET, ...env })).toEqual({ secretArn: SECRET, source });
  });

  it('is rejected with all problems at once', () => {
    const read = () => readConfiguration({ SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: '{"lenght":20,"includeSpace":"yes","key":"k"}' });
    expect(read).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message:
          'SEC3_ROTATION_SECRET is missing: it has to be the complete ARN of a secret; SEC3_ROTATION_SETTINGS: lenght is not a setting: there are length, ' +
          'excludeCharacters, excludeLowercase, excludeNumbers, excludePunctuation, excludeUppercase, includeSpace, requireEachIncludedType, template, key; ' +
          'SEC3_ROTATION_SETTINGS: includeSpace is "yes": it has to be of type boolean; SEC3_ROTATION_SETTINGS: key is set without template: set both or neither',
      }),
    );
  });

  it.each([
    [{ SEC3_ROTATION_KIND: 'other' }, 'SEC3_ROTATION_KIND is "other": it has to be generated or adapter'],
    [{}, 'SEC3_ROTATION_KIND is missing: it has to be generated or adapter'],
    [{ SEC3_ROTATION_KIND: 'adapter' }, 'SEC3_ROTATION_ADAPTER is missing: it has to be the ARN of a Lambda function'],
    [{ SEC3_ROTATION_KIND: 'adapter', SEC3_ROTATION_ADAPTER: SECRET }, `SEC3_ROTATION_ADAPTER is "${SECRET}": it has to be the ARN of a Lambda function`],
    [{ SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: '[]' }, 'SEC3_ROTATION_SETTINGS is "[]": it has to be a JSON object'],
    [{ SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: '{' }, 'SEC3_ROTATION_SETTINGS is "{": it has to be a JSON object'],
    [{ SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: '{"__proto__":1,"toString":1}' }, /__proto__ is not a setting.*toString is not a setting/],
    [{ SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: '{"template":{}}' }, 'template is set without key: set both or neither'],
    [{ SEC3_ROTATION_KIND: 'generated', SEC3_ROTATION_SETTINGS: '{"length":0}' }, 'SEC3_ROTATION_SETTINGS: length is 0'],
  ])('%j is rejected', (env, message) => {
    expect(() => readConfiguration({ SEC3_ROTATION_SECRET: SECRET, ...env })).toThrow(message);
  });
});
