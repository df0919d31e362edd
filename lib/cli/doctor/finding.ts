/** What the doctor looks at, in this order. */
export const CHECKS = [
  'port',
  'dialect',
  'signing',
  'sealing',
  'kerberos',
  'login',
  'guest',
  'share',
  'list',
  'write',
] as const;
export type Check = (typeof CHECKS)[number];

/** What came of one check. */
export interface Finding {
  readonly check: Check;
  readonly result: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly detail: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  /** Why it failed. */
  readonly error?: unknown;
}

/** Makes findings of one check. */
export const found = {
  ok: (check: Check, detail: string): Finding => ({ check, result: 'ok', detail }),
  warning: (check: Check, detail: string, remedy: string): Finding => ({
    check,
    result: 'warning',
    detail,
    remedy,
  }),
  failed: (check: Check, error: unknown, remedy: string): Finding => ({
    check,
    result: 'failed',
    detail: error instanceof Error ? error.message : String(error),
    remedy,
    error,
  }),
  skipped: (check: Check, detail: string): Finding => ({ check, result: 'skipped', detail }),
};
