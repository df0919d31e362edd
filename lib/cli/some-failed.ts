/** Of several things some failed; each has been told of already. */
export class SomeFailed extends Error {
  override readonly name: string = 'SomeFailed';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('some failed');
    this.exitCode = exitCode;
  }
}
