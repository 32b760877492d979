/** One reviewed SQL text with a name of its own. Values always travel as parameters. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /**
   * `once`: its best plan is the same whatever the values, so that each connection plans it once. Otherwise it is planned with
   * its values each time, which costs more than many of these statements take, but knows which filters were given and which days
   * are meant.
   *
   * A plan made once reads by index wherever there is one: made while tomorrow's partition was empty, it would else read that
   * from end to end, and go on doing so until the first statistics of the day.
   *
   * `any`: the same plan either way, so that it goes the way of the statement before it.
   */
  readonly plan?: 'once' | 'any';
}
