/** A folder that something is to go into is not there: exit code 3. */
export class NoFolder extends Error {
  override readonly name: string = 'NoFolder';

  /** @param folder its path, and where it is missed */
  constructor(folder: string) {
    super(`there is no folder ${folder}; make it first`);
  }
}
