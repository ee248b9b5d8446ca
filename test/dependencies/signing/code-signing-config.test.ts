import { App, Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as signer from 'aws-cdk-lib/aws-signer';
import { functionProps, handlerFolder, signedBy, signedResources, stackOf } from './signed';
import { codeSigningEnforced } from '../../../lib/dependencies/rules/code-signing-enforced';
import { CodeSigningConfig } from '../../../lib/dependencies/signing/code-signing-config';
import { protectFunction } from '../../../lib/runtime-protection/protect-function';
import { RuntimePolicy } from '../../../lib/runtime-protection/runtime-policy';
import { ids, workloadOfStack } from '../../gate/harness';
import { packFindings } from '../../secure/packs';

jest.setTimeout(120_000);

const folder = handlerFolder();

describe('CodeSigningConfig', () => {
  it('enforces signatures of a new profile', () => {
    const stack = stackOf();
    new CodeSigningConfig(stack, 'Signing', { description: 'Orders', signatureValidity: Duration.days(365) });
    const template = Template.fromStack(stack);
    const [profile] = Object.keys(template.findResources('AWS::Signer::SigningProfile'));
    template.hasResourceProperties('AWS::Signer::SigningProfile', { PlatformId: 'AWSLambda-SHA384-ECDSA', SignatureValidityPeriod: { Type: 'DAYS', Value: 365 } });
    template.hasResourceProperties('AWS::Lambda::CodeSigningConfig', {
      Description: 'Orders',
      AllowedPublishers: { SigningProfileVersionArns: [{ 'Fn::GetAtt': [profile, 'ProfileVersionArn'] }] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Enforce' },
    });
  });

  it('trusts others too', () => {
    const stack = stackOf();
    const profile = (name: string) =>
      signer.SigningProfile.fromSigningProfileAttributes(stack, name, { signingProfileName: name, signingProfileVersion: 'v1' });
    const own = profile('Own');
    const signing = new CodeSigningConfig(stack, 'Signing', { signingProfile: own, trustedProfiles: [profile('Vendor'), profile('Team')] });
    expect(signing.signingProfile).toBe(own);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Signer::SigningProfile', 0);
    const arns = ['Own', 'Vendor', 'Team'].map((name) => ({ 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`/signing-profiles/${name}/v1$`)])] }));
    template.hasResourceProperties('AWS::Lambda::CodeSigningConfig', { AllowedPublishers: { SigningProfileVersionArns: arns } });
  });

  it('rejects invalid props, naming all problems', () => {
    const stack = stackOf();
    const signingProfile = signer.SigningProfile.fromSigningProfileAttributes(stack, 'P', { signingProfileName: 'P', signingProfileVersion: 'v1' });
    const props = { signingProfile, signatureValidity: Duration.days(30), trustedProfiles: Array<signer.ISigningProfile>(20).fill(signingProfile) };
    expect(() => new CodeSigningConfig(stack, 'Signing', props)).toThrow(
      '[Orders/Signing] CodeSigningConfig: signatureValidity (30 days) is for the new profile, and signingProfile is given: set it on that profile; ' +
        'trustedProfiles has 20, and Lambda takes 20 profiles with the signing one: leave some out',
    );
  });

  it.each([[Duration.days(0), '0 days'], [Duration.hours(5), '5 hours'], [Duration.days(20_000), '20000 days']])('rejects a validity of %s', (signatureValidity, text) => {
    expect(() => new CodeSigningConfig(stackOf(), 'Signing', { signatureValidity })).toThrow(
      `[Orders/Signing] CodeSigningConfig: signatureValidity is ${text}; whole days from 1 to 4107 are expected`,
    );
  });
});

describe('sign', () => {
  it('signs the asset of a function, and passes the gate', () => {
    const workload = workloadOfStack((stack) => new CodeSigningConfig(stack, 'Signing').sign(new lambda.Function(stack, 'Fn', functionProps(lambda.Code.fromAsset(folder)))));
    expect(ids(codeSigningEnforced, workload).filter((id) => id.startsWith('Fn'))).toEqual([]);
  });

  it('gives the function the signed object, and changes its version with it', () => {
    const versions = [folder, handlerFolder('exports.handler = async () => 3;')].map((code) => {
      const stack = stackOf();
      const fn = new lambda.Function(stack, 'Fn', functionProps(lambda.Code.fromAsset(code)));
      expect(fn.currentVersion).toBeInstanceOf(lambda.Version);
      new CodeSigningConfig(stack, 'Signing').sign(fn);
      const template = Template.fromStack(stack);
      const [id] = Object.keys(signedResources(template));
      template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', Code: signedBy(id), CodeSigningConfigArn: Match.anyValue() });
      return Object.keys(template.findResources('AWS::Lambda::Version'))[0];
    });
    expect(versions[0]).not.toBe(versions[1]);
  });

  it('signs the layer of the runtime guard, once', () => {
    const stack = stackOf();
    const signing = new CodeSigningConfig(stack, 'Signing');
    const fn = new lambda.Function(stack, 'Fn', functionProps(lambda.Code.fromAsset(folder)));
    const { layer } = protectFunction(fn, RuntimePolicy.standard());
    signing.sign(fn);
    signing.signLayer(layer);
    signing.signLayer(layer);
    const template = Template.fromStack(stack);
    const id = Object.keys(signedResources(template)).find((name) => /^Sec3RuntimeGuard/.test(name))!;
    template.hasResourceProperties('AWS::Lambda::LayerVersion', { Content: signedBy(id) });
    expect(Object.keys(signedResources(template))).toHaveLength(2);
  });

  it('rejects an unsigned layer at synthesis', () => {
    const app = new App();
    const stack = stackOf(app);
    const fn = new lambda.Function(stack, 'Fn', functionProps(lambda.Code.fromAsset(folder)));
    new CodeSigningConfig(stack, 'Signing').sign(fn);
    fn.addLayers(new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(folder) }));
    new lambda.LayerVersion(stack, 'Unused', { code: lambda.Code.fromAsset(folder) });
    expect(() => app.synth()).toThrow('Orders/Fn: Lambda takes no layer without a trusted signature, and Orders/Layer has none: call signLayer on it');
    expect(() => app.synth()).not.toThrow('Orders/Unused');
  });

  it.each<[string, RegExp, (code: CodeSigningConfig, fn: lambda.Function) => void, lambda.Code | undefined]>([
    ['inline code', /\[Orders\/Fn\] CodeSigningConfig can only sign code from a folder, a zip file or a bundler/, (signing, fn) => signing.sign(fn), lambda.Code.fromInline('x')],
    ['a function twice', /\[Orders\/Fn\] CodeSigningConfig.sign: the function is signed already/, (signing, fn) => (signing.sign(fn), signing.sign(fn)), undefined],
  ])('rejects %s', (_, message, act, code = lambda.Code.fromAsset(folder)) => {
    const stack = stackOf();
    const fn = new lambda.Function(stack, 'Fn', functionProps(code));
    expect(() => act(new CodeSigningConfig(stack, 'Signing'), fn)).toThrow(message);
  });

  it('rejects a function under another configuration', () => {
    const stack = stackOf();
    const codeSigningConfig = new CodeSigningConfig(stack, 'Other');
    const fn = new lambda.Function(stack, 'Fn', { ...functionProps(lambda.Code.fromAsset(folder)), codeSigningConfig });
    expect(() => new CodeSigningConfig(stack, 'Signing').sign(fn)).toThrow('[Orders/Fn] CodeSigningConfig.sign: the function has a code signing configuration already');
  });
});

describe('code that the signing function needs and must not sign', () => {
  const circle = (path: string) =>
    `${path} can't be signed: Orders/Sec3CodeSigner/Function, which signs the packages of the stack, needs it to run`;

  it('is not signed together with all layers of a stack: the error names both', () => {
    const stack = stackOf();
    const signing = new CodeSigningConfig(stack, 'Signing');
    signing.sign(new lambda.Function(stack, 'Fn', functionProps(lambda.Code.fromAsset(folder))));
    const signEach = () => {
      for (const layer of stack.node.findAll().filter((one) => one instanceof lambda.LayerVersion)) signing.signLayer(layer);
    };
    for (let attempt = 0; attempt < 2; attempt += 1) expect(signEach).toThrow(circle('Orders/Sec3CodeSigner/RuntimeGuard'));
  });

  it('does not include the function itself', () => {
    const stack = stackOf();
    const signing = new CodeSigningConfig(stack, 'Signing');
    signing.sign(new lambda.Function(stack, 'Fn', functionProps(lambda.Code.fromAsset(folder))));
    const signingFunction = stack.node.findChild('Sec3CodeSigner').node.findChild('Function') as lambda.Function;
    expect(() => signing.sign(signingFunction)).toThrow(circle('Orders/Sec3CodeSigner/Function'));
  });

  it.each(['before', 'after'])('does not include a layer that was added %s it was signed', (when) => {
    const app = new App();
    const stack = stackOf(app);
    const signing = new CodeSigningConfig(stack, 'Signing');
    signing.sign(new lambda.Function(stack, 'Fn', functionProps(lambda.Code.fromAsset(folder))));
    const signingFunction = stack.node.findChild('Sec3CodeSigner').node.findChild('Function') as lambda.Function;
    const layer = new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(folder) });
    if (when === 'before') signingFunction.addLayers(layer);
    signing.signLayer(layer);
    if (when === 'after') signingFunction.addLayers(layer);
    expect(() => app.synth()).toThrow(circle('Orders/Layer'));
  });
});

test('the signing function passes the gate, both packs of cdk-nag and the CDK’s validator', () => {
  const { open } = packFindings((stack) => {
    new CodeSigningConfig(stack, 'Signing').signLayer(new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(folder) }));
  });
  expect(open.filter((finding) => !finding.endsWith('Stack/Layer/Resource'))).toEqual([]);
});
