-- Answers kept for repeated `Idempotency-Key`s (platform/http/idempotency.ts).
create table idempotency (
  account_id text not null,
  key text not null,
  request_hash bytea not null,
  -- 0 while the transaction that claimed the key is running; nobody else ever sees that.
  status int not null,
  answer jsonb,
  expires_at timestamptz not null,
  constraint idempotency_pk primary key (account_id, key),
  constraint idempotency_key_length check (length(key) between 1 and 200)
);
create index idempotency_by_expiry on idempotency (expires_at);

grant select, insert, update, delete on idempotency to maplebridge_app;
