import { shown } from '../../quotas';

/**
 * A path of Vault's API that a function reads, and the policy for it.
 */
export class VaultPath {
  /**
   * A secret in the key/value engine, version 2, which keeps versions.
   *
   * @param mount mount path of the engine, such as `secret`
   * @param path the secret's own path, such as `orders/payments`
   * @throws Error if either is not a plain path
   * @see https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2
   */
  public static kv2(mount: string, path: string): VaultPath {
    return new VaultPath('kv2', [mount, path], `${mount}/data/${path}`);
  }

  /**
   * A secret in the key/value engine, version 1.
   *
   * @param mount mount path of the engine
   * @param path the secret's own path
   * @throws Error if either is not a plain path
   */
  public static kv1(mount: string, path: string): VaultPath {
    return new VaultPath('kv1', [mount, path], `${mount}/${path}`);
  }

  /**
   * Credentials of a database that Vault creates for each reader and revokes when their lease ends.
   *
   * @param mount mount path of the database engine, such as `database`
   * @param role the role of the engine
   * @throws Error if either is not a plain path
   * @see https://developer.hashicorp.com/vault/docs/secrets/databases
   */
  public static databaseCredentials(mount: string, role: string): VaultPath {
    return new VaultPath('databaseCredentials', [mount, role], `${mount}/creds/${role}`);
  }

  /**
   * Any other path that functions read with GET.
   *
   * @param path the part after `/v1/` in Vault's API, such as `pki/cert/ca`
   * @throws Error if it is not a plain path
   */
  public static of(path: string): VaultPath {
    return new VaultPath('of', [path], path);
  }

  private constructor(
    factory: string,
    given: string[],
    /** The path after `/v1/` in Vault's API. */
    public readonly apiPath: string,
  ) {
    const problems = given.filter((part) => !isPlain(part)).map((part) => `${shown(part)} is not a plain path`);
    if (problems.length > 0) {
      const expected = 'names of letters, digits, dots, hyphens and underscores with single slashes between them are expected, such as orders/payments';
      throw new Error(`VaultPath.${factory}: ${problems.join('; ')}: ${expected}`);
    }
  }
}

/** Wildcards of policies (`*`, `+`), templates (`{{`) and dot segments would match more than one secret. */
function isPlain(path: string): boolean {
  return path.split('/').every((name) => /^[\w.-]+$/.test(name) && !/^\.+$/.test(name));
}
