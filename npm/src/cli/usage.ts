/** A mistake on the command line: what is wrong with which argument, and the nearest right form. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The second line. */
  readonly rightForm: string;

  constructor(message: string, rightForm: string) {
    super(message);
    this.rightForm = rightForm;
  }
}
