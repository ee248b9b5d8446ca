import * as path from 'path';
import { isShippedAsset, shippedAsset } from '../../../lib/functions';

describe('an asset of the package', () => {
  it('is an error if it is missing, with the fix', () => {
    expect(() => shippedAsset('no-such-thing')).toThrow(/assets\/no-such-thing is missing from the cdk-sec3 package: reinstall the package$/);
  });

  it('is distinguished from other files', () => {
    const asset = shippedAsset('secret-rotation');
    expect([asset, path.join(asset, 'index.js'), path.relative(process.cwd(), asset)].map(isShippedAsset)).toEqual([true, true, true]);
    const others = [path.dirname(asset), `${path.dirname(asset)}-of-others/secret-rotation`, path.join(asset, '../../package.json'), '/'];
    expect(others.map(isShippedAsset)).toEqual([false, false, false, false]);
  });
});
