import type { Client } from 'pg';

/** A process of the service over a filled Postgres, and a way past it. */
export interface AskedService {
  url: string;
  adminToken: string;
  database: Client;
}
