/** What knows how to treat one kind of records, by the name of the kind. */
export class Kinds<Kind extends { readonly kind: string }> {
  readonly #byName: ReadonlyMap<string, Kind>;

  constructor(readonly list: readonly Kind[]) {
    this.#byName = new Map(list.map((kind) => [kind.kind, kind]));
  }

  /** Throws when the topic plan names a kind that is missing in a list. */
  of(name: string): Kind {
    const kind = this.#byName.get(name);
    if (kind === undefined) throw new Error(`no kind of records is named ${name}`);
    return kind;
  }
}
