import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { parseSddl } from '../../wire/dtyp/sddl-parse.ts';
import type { SecurityDescriptor } from '../../wire/dtyp/security-descriptor.ts';
import type { DomainOptions } from '../../wire/dtyp/sid-alias.ts';
import { checkObject } from '../arguments.ts';
import { accessToWrite, asRequest, checkMask, checkParts, partsOf } from '../security-parts.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** Options of `setSecurity`: with SDDL, whose domain its names are relative to. */
export interface SetSecurityOptions extends VerbOptions, DomainOptions {}

export function setSecurity(
  volume: Volume,
  path: string,
  security: string | Partial<SecurityDescriptor>,
  parts?: number,
  options: SetSecurityOptions = {},
): One<void> {
  return done(volume, { syscall: 'setsecurity', path }, options, volume => {
    if (typeof security !== 'string') checkObject('the security descriptor, unless it is SDDL,', security);
    const descriptor = typeof security === 'string' ? parseSddl(security, options) : security;
    const wanted = parts ?? partsOf(descriptor);
    checkMask(wanted);
    checkParts(descriptor, wanted);
    return compound(
      opening(volume, volume.toWire(path), { access: accessToWrite(wanted) }),
      setInfo(RELATED, wanted, asRequest(descriptor)),
      close(RELATED),
    );
  });
}
