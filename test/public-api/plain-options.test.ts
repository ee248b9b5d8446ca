import { withPlainOptions } from '../../lib/public-api/plain-options';

class Base {
  public get one() {
    return 1;
  }
}

class Given extends Base {
  public readonly two = 2;

  public get three() {
    return this.two + this.one;
  }

  public method() {
    return 4;
  }
}

test('an object of a class becomes a plain one, with inherited properties', () => {
  expect(withPlainOptions(['id', new Given()], { id: 'string', props: 'struct Props' })).toEqual(['id', { one: 1, two: 2, three: 3 }]);
});

test('other arguments are not changed', () => {
  const [given, plain] = [new Given(), { one: 1 }];
  const [first, second] = withPlainOptions([given, plain], { key: 'interface pkg.IKey', props: 'struct Props' });
  expect(first).toBe(given);
  expect(second).toBe(plain);
});
