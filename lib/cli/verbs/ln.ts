import { SmbError } from '../../errors.ts';
import { isUrl, locate, shareKey } from '../location.ts';
import { UsageError } from '../usage-error.ts';
import { verb } from '../verb.ts';

export const ln = verb({
  name: 'ln',
  group: 'change',
  summary: 'give a file one more name, or make a symbolic link',
  usage: 'URL URL | -s TARGET URL',
  arity: [2, 2],
  flags: {
    symbolic: { type: 'boolean', short: 's', help: 'a symbolic link: TARGET is a path, not a URL' },
    xsym: {
      type: 'boolean',
      help: 'where there are none, the file that macOS and Linux (mfsymlinks) take for one',
    },
  },
  notes: `The new name comes last. TARGET counts from the folder of the link, or with a leading / from the
top of the share.`,
  async run({ args, flags, shares, out, messages, signal }) {
    const [first = '', second = ''] = args;
    const link = locate(second);
    if (link.path === '') throw new UsageError('the link needs a name: smb://host/share/path');
    if (flags.symbolic === true) {
      if (isUrl(first))
        throw new UsageError('-s takes a path in place of the first URL: ln -s ../a/b smb://...');
      const share = await shares.of(link);
      const symlinks = flags.xsym === true ? 'xsym' : undefined;
      await share.promises.symlink(first, link.path, { symlinks, signal }).catch((error: unknown) => {
        throw flags.xsym === true ? error : inWordsOfFlags(error);
      });
    } else {
      const file = locate(first);
      if (shareKey(file) !== shareKey(link))
        throw new UsageError('a hard link lies in the share of its file');
      const share = await shares.of(file);
      await share.link(file.path, link.path, { signal });
    }
    const target = flags.symbolic === true ? first : locate(first).path;
    const symbolic = flags.symbolic === true;
    if (flags.json) await out.json({ path: link.path, target, symbolic });
    else if (flags.verbose) messages.say(`${link.path} ${symbolic ? 'leads to' : 'is'} ${target}`);
  },
});

/** The library speaks of its option, which nobody can type here. */
function inWordsOfFlags(error: unknown): unknown {
  if (!(error instanceof SmbError) || error.code !== 'ENOTSUP') return error;
  const { code, path, syscall, outcome } = error;
  const message =
    'the server cannot hold symbolic links: ln -s --xsym writes a file in place of one, which macOS and Linux ' +
    '(mfsymlinks) take for it';
  return new SmbError({ code, message, path, syscall, outcome, cause: error });
}
