/** The command line itself is wrong: exit code 2, nothing was tried. The message never repeats an argument. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
