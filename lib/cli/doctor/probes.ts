import type { Negotiated } from '../../share/negotiated.ts';
import { DIALECT_NAMES, type DialectName, type MountOptions } from '../../target.ts';
import { type Finding, found } from './finding.ts';
import type { Patient } from './patient.ts';

/** The one agreed on, and the others that the server speaks: asked for one by one with a login that works. */
export async function dialectsText(patient: Patient, agreed: DialectName): Promise<string> {
  const others: DialectName[] = [];
  for (const dialect of DIALECT_NAMES) {
    if (dialect === agreed || (await works(patient, dialect))) others.push(dialect);
  }
  return `SMB ${agreed} (the server speaks ${others.join(', ')})`;
}

async function works(patient: Patient, dialect: DialectName): Promise<boolean> {
  try {
    const share = await patient.mount({ dialects: { min: dialect, max: dialect } });
    await share.close();
    return true;
  } catch {
    patient.signal.throwIfAborted();
    return false;
  }
}

/** How messages are protected. */
export function signing({ signed, signingAlgorithm, signingRequired }: Negotiated): Finding {
  if (!signed) {
    return found.warning('signing', 'messages are not signed', 'leave --signing at its default, required');
  }
  const how = `every message is signed with ${signingAlgorithm.replace('_', '-')}`;
  if (signingRequired) return found.ok('signing', `${how}, and the server insists on it`);
  return found.ok('signing', `${how}; other clients may go without it`);
}

/** What is encrypted, and could be. */
export function sealing({ encrypted, cipher }: Negotiated): Finding {
  if (encrypted) return found.ok('sealing', `every message is encrypted with ${cipher ?? 'a cipher'}`);
  if (cipher === undefined)
    return found.ok('sealing', 'the share does not require encryption, and the server offers none');
  return found.ok(
    'sealing',
    `the share does not require encryption; ${cipher} is there for --encryption required`,
  );
}

/** What the server tells nobody in particular: the login failed, and a second try could lock the account. */
export async function anonymousInfo(patient: Patient): Promise<Negotiated | undefined> {
  try {
    const share = await patient.mount({ ...NOBODY, auth: 'anonymous', share: 'IPC$' });
    const { info } = share;
    await share.close();
    return info;
  } catch {
    patient.signal.throwIfAborted();
    return undefined;
  }
}

const NOBODY: MountOptions = { signing: 'if-required', encryption: 'if-required' };

/** Whether guests get into the share. */
export async function guest(patient: Patient): Promise<Finding> {
  try {
    const share = await patient.mount({ ...NOBODY, auth: 'guest', username: 'guest', password: '' });
    await share.close();
  } catch {
    patient.signal.throwIfAborted();
    return found.ok('guest', 'guests do not get in');
  }
  return found.warning(
    'guest',
    'the share is open to guests, and so to everybody',
    'unless that is meant, on Samba `map to guest = never` and no `guest ok`',
  );
}
