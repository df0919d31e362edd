import { COLUMNS, type MechanismName, type Protected } from './matrix-cells.ts';
import { rowOf } from './matrix-page.ts';
import { kerberosLab, type Lab, ntlmLab, verdictOf } from './matrix-run.ts';

const LABS: Readonly<Record<MechanismName, () => Promise<Lab>>> = { NTLM: ntlmLab, Kerberos: kerberosLab };

/** Tries the cells of a row, one after the other, and gives it as the page has it. */
export async function tryRow(row: Protected): Promise<string> {
  const verdicts: string[] = [];
  for (const column of COLUMNS) {
    const lab = await LABS[column.mechanism]();
    try {
      verdicts.push(await verdictOf({ ...row, ...column }, lab));
    } catch (error) {
      throw new Error(`cell ${JSON.stringify({ ...row, ...column })}: ${String(error)}`, { cause: error });
    }
  }
  return rowOf(row, verdicts);
}
