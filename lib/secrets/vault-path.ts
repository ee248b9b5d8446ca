import { shown } from '../quotas';

/**
 * What a function reads from Vault: a path of its API, and what a policy has to allow for that.
 */
export class VaultPath {
  /**
   * A secret of the key/value engine, version 2, which keeps versions.
   *
   * @param mount where the engine is mounted, such as `secret`
   * @param path the secret's own path, such as `orders/payments`
   * @throws Error where either is not a plain path
   * @see https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2
   */
  public static kv2(mount: string, path: string): VaultPath {
    return new VaultPath('kv2', [mount, path], `${mount}/data/${path}`);
  }

  /**
   * A secret of the key/value engine, version 1.
   *
   * @param mount where the engine is mounted
   * @param path the secret's own path
   * @throws Error where either is not a plain path
   */
  public static kv1(mount: string, path: string): VaultPath {
    return new VaultPath('kv1', [mount, path], `${mount}/${path}`);
  }

  /**
   * Credentials of a database that Vault makes for each reader and takes back when their lease ends.
   *
   * @param mount where the database engine is mounted, such as `database`
   * @param role the role of the engine
   * @throws Error where either is not a plain path
   * @see https://developer.hashicorp.com/vault/docs/secrets/databases
   */
  public static databaseCredentials(mount: string, role: string): VaultPath {
    return new VaultPath('databaseCredentials', [mount, role], `${mount}/creds/${role}`);
  }

  /**
   * Any other path that is read with GET.
   *
   * @param path as it stands after `/v1/` in Vault's API, such as `pki/cert/ca`
   * @throws Error where it is not a plain path
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

/** Wildcards of policies (`*`, `+`), templates (`{{`) and dot segments would reach further than one secret. */
function isPlain(path: string): boolean {
  return path.split('/').every((name) => /^[\w.-]+$/.test(name) && !/^\.+$/.test(name));
}
