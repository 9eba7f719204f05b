#!/usr/bin/env nerdsh
/** Tests SQL against a real Postgres of its own, by the npm client `postgres` (`npm install postgres`). */
import assert from "node:assert/strict";
import { run } from "nerdsh";
import postgres from "postgres";

const password = "only for this test";

// In memory, and ready as soon as the database accepts connections, not only its port.
await using db = await run("postgres", {
  env: { POSTGRES_PASSWORD: password },
  publish: "127.0.0.1::5432",
  tmpfs: "/var/lib/postgresql/data",
});
const sql = postgres({ host: db.host, port: db.port(5432), user: "postgres", password, onnotice: () => {} });
await using _connections = { [Symbol.asyncDispose]: () => sql.end() };

await sql`CREATE TABLE account (name text PRIMARY KEY, balance integer NOT NULL CHECK (balance >= 0))`;
await sql`INSERT INTO account ${sql([
  { name: "ada", balance: 100 },
  { name: "o'brien", balance: 0 },
])}`;

async function transfer(from: string, to: string, amount: number): Promise<void> {
  await sql.begin(async (step) => {
    await step`UPDATE account SET balance = balance + ${amount} WHERE name = ${to}`;
    await step`UPDATE account SET balance = balance - ${amount} WHERE name = ${from}`;
  });
}
const balances = () =>
  sql`SELECT name, balance FROM account ORDER BY name`.then((rows) => rows.map((row) => row["balance"]));

await transfer("ada", "o'brien", 30);
assert.deepEqual(await balances(), [70, 30]);
console.log("ok  a transfer moves money");

await assert.rejects(transfer("ada", "o'brien", 71), /account_balance_check/);
assert.deepEqual(await balances(), [70, 30]);
console.log("ok  one that overdraws moves none");
