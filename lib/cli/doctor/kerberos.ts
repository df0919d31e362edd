import type { KerberosState } from '../../auth/kerberos-state.ts';
import { type Finding, found } from './finding.ts';
import type { Patient } from './patient.ts';
import { remedyFor } from './remedy.ts';

/** What a login by ticket finds on this machine: the package, and a ticket. */
export async function kerberos(patient: Patient): Promise<Finding> {
  const { kerberosState } = await import('../client.ts');
  const { problem, ...state } = await kerberosState();
  if (!patient.kerberos) {
    if (problem === undefined) return found.ok('kerberos', `${ticketOf(state)}; -k would log in by it`);
    return found.skipped('kerberos', `-k would not work here: ${problem.message}`);
  }
  if (problem === undefined) return found.ok('kerberos', ticketOf(state));
  return found.failed('kerberos', problem, remedyFor('kerberos', problem));
}

function ticketOf({ principal, until, keytab }: Omit<KerberosState, 'problem'>): string {
  if (until === undefined) return `the key table ${keytab ?? ''} gets a ticket when there is need of one`;
  return `a ticket of ${principal ?? 'somebody'} until ${until.toISOString()}`;
}
