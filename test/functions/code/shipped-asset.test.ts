import * as path from 'path';
import { isShippedAsset, shippedAsset } from '../../../lib/functions';

describe('what the package ships', () => {
  it('names what is missing, and what to do', () => {
    expect(() => shippedAsset('no-such-thing')).toThrow(/assets\/no-such-thing is missing from the cdk-sec3 package: reinstall the package$/);
  });

  it('is distinguished from all else', () => {
    const asset = shippedAsset('secret-rotation');
    expect([asset, path.join(asset, 'index.js'), path.relative(process.cwd(), asset)].map(isShippedAsset)).toEqual([true, true, true]);
    const others = [path.dirname(asset), `${path.dirname(asset)}-of-others/secret-rotation`, path.join(asset, '../../package.json'), '/'];
    expect(others.map(isShippedAsset)).toEqual([false, false, false, false]);
  });
});
