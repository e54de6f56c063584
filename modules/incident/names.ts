// Names for what the record holds as ids: units, places, items, people. Reference data, kept in memory
// by whoever wires it, so that no list joins and no raw id reaches a screen.
export type Names = Readonly<{
  unit: (unitId: number) => string | undefined;
  place: (jurisdictionId: number) => string | undefined;
  item: (catalogVersion: number, code: string) => { zh: string; en: string } | undefined;
  /** Name of an account; people change posts, so facts keep the id. */
  account: (accountId: string) => string | undefined;
  /** Asks for the names of people that `account` will be asked about next. */
  learnAccounts: (accountIds: readonly string[]) => Promise<void>;
}>;
