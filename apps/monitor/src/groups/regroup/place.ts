/** A record that stands for many, or after which to go on: its id, and its time as PostgreSQL writes it in UTC. */
export interface Place {
  id: string;
  time: string;
}
