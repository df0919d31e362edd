import type { Share } from '../../share/share.ts';
import { kerberos } from './kerberos.ts';
import { CHECKS, type Check, type Finding, found } from './finding.ts';
import { list, write } from './folder.ts';
import type { Patient } from './patient.ts';
import { portOf } from './port.ts';
import { anonymousInfo, dialectsText, guest, sealing, signing } from './probes.ts';
import { remedyFor, stageOf } from './remedy.ts';

/** Checks one thing after another; what cannot be checked any more is skipped. */
export async function* examine(patient: Patient): AsyncGenerator<Finding> {
  const port = await portOf(patient);
  yield port;
  if (port.result === 'failed') {
    yield* skipFrom('dialect', 'the port does not answer');
    return;
  }
  let share: Share;
  try {
    share = await patient.mount();
  } catch (error) {
    patient.signal.throwIfAborted();
    yield* failedMount(patient, error);
    return;
  }
  try {
    yield* mounted(patient, share);
  } finally {
    await share.close();
  }
}

async function* mounted(patient: Patient, share: Share): AsyncGenerator<Finding> {
  const { info } = share;
  yield found.ok('dialect', await dialectsText(patient, info.dialect));
  yield signing(info);
  yield sealing(info);
  yield await kerberos(patient);
  yield found.ok('login', 'accepted');
  yield await guest(patient);
  yield found.ok('share', `${patient.location.target.share ?? ''} can be entered`);
  const listing = await list(patient, share);
  yield listing;
  if (!patient.write) yield found.skipped('write', 'only tried with --write');
  else if (listing.result === 'failed') yield found.skipped('write', 'the folder cannot be listed');
  else yield await write(patient, share);
}

/** What was passed before it failed, the failure, and the rest that nobody can know. */
async function* failedMount(patient: Patient, error: unknown): AsyncGenerator<Finding> {
  const stage = stageOf(error);
  const info = stage === 'dialect' ? undefined : await anonymousInfo(patient);
  for (const check of CHECKS.slice(1, CHECKS.indexOf(stage))) {
    if (check === 'dialect') yield found.ok(check, info === undefined ? 'agreed on' : `SMB ${info.dialect}`);
    else if (check === 'kerberos') yield await kerberos(patient);
    else if (check === 'guest') yield await guest(patient);
    else if (check === 'login') yield found.ok(check, 'accepted');
    else if (info !== undefined && check === 'signing') yield signing({ ...info, signed: true });
    else yield found.skipped(check, `the ${stage} comes first`);
  }
  yield found.failed(stage, error, remedyFor(stage, error));
  const next = CHECKS[CHECKS.indexOf(stage) + 1];
  if (next !== undefined) yield* skipFrom(next, `the ${stage} failed`);
}

function* skipFrom(first: Check, why: string): Generator<Finding> {
  for (const check of CHECKS.slice(CHECKS.indexOf(first))) yield found.skipped(check, why);
}
