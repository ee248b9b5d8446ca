/** The models on this machine: those of the clients that a handler ships or is built with, and those of botocore if Python has it. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { botocoreModel } from './botocore-model';
import { sdkSchemas } from './sdk-schemas';
import type { ServiceModel } from './service-model';
import type { FuzzFunction } from '../../targets/functions';

/** The parsed models, which all functions share. */
const clients = new Map<string, ReadonlyMap<string, ServiceModel>>();
const botocores = new Map<string, string | undefined>();
const models = new Map<string, ServiceModel | undefined>();

/** Finds models by the name with which a service signs. */
export class KnownModels {
  private schemas?: ReadonlyMap<string, ServiceModel>;

  /**
   * @param packages folders that may contain packages of the Lambda runtime
   * @param python the interpreter whose botocore is used
   */
  constructor(
    private readonly fn: FuzzFunction,
    private readonly packages: readonly string[],
    private readonly python: string,
  ) {}

  /** Reads the schemas that the handler ships. This takes longer than a handler waits for an answer. */
  public load(): void {
    this.schemas ??= this.read();
  }

  /** Returns the models of a service, the best one first. */
  public of(signingName: string): readonly ServiceModel[] {
    const shipped = [...(this.schemas ??= this.read())].filter(([namespace]) => isOf(namespace, signingName)).map(([, model]) => model);
    if (shipped.length > 0) return shipped;
    const botocore = botocoreOf(this.python);
    const key = `${botocore} ${signingName}`;
    if (botocore !== undefined && !models.has(key)) models.set(key, botocoreModel(botocore, signingName));
    return [models.get(key) ?? []].flat() as readonly ServiceModel[];
  }

  /** Reads the schemas in the handler's own code and in the clients that it names. */
  private read(): ReadonlyMap<string, ServiceModel> {
    const { language, root = '', handler = '', ownHandler = handler } = this.fn;
    if (language !== 'node') return new Map();
    const base = path.join(root, ownHandler.slice(0, ownHandler.lastIndexOf('.')));
    const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find((candidate) => fs.existsSync(candidate));
    if (!file) return new Map();
    const folders = [path.join(root, 'node_modules'), ...this.packages];
    const named = new Set([...sourcesIn(root, file)].flatMap((text) => [...text.matchAll(/@aws-sdk\/((?:client|lib)-[\w-]+)/g)].map(([, name]) => name.replace(/^lib-dynamodb$/, 'client-dynamodb'))));
    const found = [...named].flatMap((name) => folders.map((folder) => path.join(folder, '@aws-sdk', name, 'dist-cjs', 'index.js')).find((candidate) => fs.existsSync(candidate)) ?? []);
    return new Map([file, ...found].flatMap((each) => [...schemasIn(each)]));
  }
}

/** Returns the texts of the handler's file and of other files in its folder, which may name clients. */
function sourcesIn(root: string, file: string): Set<string> {
  const beside = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.[cm]?js$/.test(entry.name) && !entry.parentPath.includes('node_modules'));
  return new Set([file, ...beside.slice(0, 200).map((entry) => path.join(entry.parentPath, entry.name))].map((each) => fs.readFileSync(each, 'utf8')));
}

function schemasIn(file: string): ReadonlyMap<string, ServiceModel> {
  let known = clients.get(file);
  if (!known) clients.set(file, (known = sdkSchemas(fs.readFileSync(file, 'utf8'))));
  return known;
}

function isOf(namespace: string, signingName: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const [last] = namespace.split('.').slice(-1);
  const aliases: { readonly [name: string]: readonly string[] } = { 'states': ['sfn'], 'events': ['eventbridge'], 'monitoring': ['cloudwatch'], 'logs': ['cloudwatchlogs'], 'email': ['ses', 'sesv2'], 'ses': ['sesv2'], 'cognito-idp': ['cognitoidentityprovider'], 'bedrock': ['bedrockruntime'] };
  return plain(last) === plain(signingName) || (aliases[signingName] ?? []).includes(plain(last));
}

function botocoreOf(python: string): string | undefined {
  if (!botocores.has(python)) {
    const { stdout, status } = spawnSync(python, ['-I', '-c', 'import botocore, os; print(os.path.dirname(botocore.__file__))'], { encoding: 'utf8', timeout: 20_000 });
    botocores.set(python, status === 0 ? stdout.trim() : undefined);
  }
  return botocores.get(python);
}
