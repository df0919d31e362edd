// [MS-SMB] 2.2.1.1.1 Previous Version Tokens, which [MS-SMB2] 2.2.32.2 enumerates
/** Where the times of SMB begin ([MS-DTYP] 2.3.3): what is older cannot be asked for. */
const FIRST = Date.UTC(1601, 0, 1);

const TOKEN = /^@GMT-(\d{4})\.(\d\d)\.(\d\d)-(\d\d)\.(\d\d)\.(\d\d)$/;

/** The time of a token; `undefined` where it is none. */
export function parseGmtToken(token: string): Date | undefined {
  const match = TOKEN.exec(token);
  if (match === null) return undefined;
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, ...rest));
  // the 31st of February is no day, though Date makes one of it
  return date.getTime() > FIRST && formatGmtToken(date) === token ? date : undefined;
}

/** The token of a time, which is cut to whole seconds. */
export function formatGmtToken(date: Date): string {
  const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
  return `@GMT-${day.replaceAll('-', '.')}-${time.replaceAll(':', '.')}`;
}
