// [MS-FSCC] 2.1.5.3 Streamname
import { SmbError } from '../errors.ts';

/** [MS-FSCC] 2.1.5.3: 255 units, whatever the file's own name has. */
const MAX_NAME = 255;
/** A path's length travels in 16 bits and counts bytes. */
const MAX_PATH = 0x7fff;

/** What a stream of data is called behind its name; the file's own content is `::$DATA`. */
const DATA = ':$DATA';

/**
 * The path of an alternate data stream as it goes to the wire.
 *
 * @param wire the path of the file or folder, as it goes to the wire
 * @param stream the stream's name alone; unlike in a file's name, hardly anything is forbidden there, and nothing is
 *   mapped
 * @throws {SmbError} EINVAL for a name that is empty or holds `\`, `/`, `:` or NUL; ENAMETOOLONG
 */
export function streamPath(wire: string, stream: string): string {
  if (stream === '') {
    throw refused(
      'EINVAL',
      "The name of a stream must not be empty: a file's own content has no stream option.",
    );
  }
  if (/[\\/:\0]/.test(stream)) {
    const message = `${JSON.stringify(stream)} is not the name of a stream: it must not hold \\, /, : or NUL, and its type is not part of it.`;
    throw refused('EINVAL', message);
  }
  const path = `${wire}:${stream}${DATA}`;
  if (stream.length > MAX_NAME || path.length > MAX_PATH) {
    throw refused(
      'ENAMETOOLONG',
      `The name of a stream has ${stream.length} characters: it may have ${MAX_NAME}.`,
    );
  }
  return path;
}

/** Of a path on the wire, what stands before the stream that it names, if it names one. */
export function withoutStream(wire: string): string {
  return wire.replace(/:[^\\]*$/, '');
}

/**
 * The name of an alternate data stream, of its full name in a list (`:name:$DATA`); none for a file's own content and
 * for what is not data.
 */
export function alternateName(streamName: string): string | undefined {
  const [before, name, type, ...more] = streamName.split(':');
  const isAlternate = before === '' && name !== undefined && name !== '' && more.length === 0;
  return isAlternate && (type === undefined || type.toUpperCase() === '$DATA') ? name : undefined;
}

function refused(code: 'EINVAL' | 'ENAMETOOLONG', message: string): SmbError {
  return new SmbError({ code, message, outcome: 'not-sent' });
}
