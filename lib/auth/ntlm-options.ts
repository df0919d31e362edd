/** Who logs in, and where. */
export interface NtlmOptions {
  /** Only an anonymous login has none; `user@domain` goes with an empty `domain`. */
  readonly username?: string | undefined;
  /** @defaultValue '' */
  readonly password?: string | undefined;
  /** @defaultValue '' (the server looks where it likes) */
  readonly domain?: string | undefined;
  /** What the server's logs call us. @defaultValue '' */
  readonly workstation?: string | undefined;
  /** The service's principal name, `cifs/HOST`: servers may refuse a login that was meant for another. */
  readonly targetName?: string | undefined;
  /** Log in as nobody. @defaultValue false */
  readonly anonymous?: boolean | undefined;
  /** The time in FILETIME ticks, for servers that do not tell theirs. */
  readonly now?: (() => bigint) | undefined;
  /** A source of random bytes. */
  readonly random?: ((size: number) => Uint8Array) | undefined;
}
