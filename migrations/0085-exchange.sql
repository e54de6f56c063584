-- Orders to and from outside systems: numbered messages both ways, and whose order is whose.

-- How far we are with one system. `out_seq` is the last number given, in the commit of its message;
-- up to `in_solid` every number has come; `in_told` is the last one the other side says it has sent.
create table exchange_peer (
  county_id int not null,
  system text not null,
  out_seq bigint not null default 0,
  in_solid bigint not null default 0,
  in_highest bigint not null default 0,
  in_told bigint not null default 0,
  last_out_at timestamptz,
  last_in_at timestamptz,
  reconciled_at timestamptz,
  problem text,
  constraint exchange_peer_pk primary key (county_id, system)
);

create table exchange_out (
  county_id int not null,
  system text not null,
  seq bigint not null,
  key uuid not null,
  kind text not null,
  -- The order (or request for officers) and the fact that it tells of; none for a call written down by hand.
  order_id text,
  incident_id uuid,
  fact_seq int,
  -- The message, sealed; erased when its time is over.
  sealed bytea,
  made_at timestamptz not null,
  -- waiting · sent (its receipt is due) · taken · refused (`problem` says why)
  state text not null,
  attempts int not null default 0,
  next_at timestamptz,
  done_at timestamptz,
  problem text,
  constraint exchange_out_pk primary key (county_id, system, seq),
  constraint exchange_out_state check (state in ('waiting', 'sent', 'taken', 'refused')),
  -- What a fact has to say is said once.
  constraint exchange_out_once unique (county_id, system, incident_id, fact_seq, order_id, kind)
);
create index exchange_out_due on exchange_out (county_id, system, next_at)
  where state in ('waiting', 'sent');
create index exchange_out_refused on exchange_out (county_id, system, seq) where state = 'refused';
create index exchange_out_kept on exchange_out (made_at) where sealed is not null;

create table exchange_in (
  county_id int not null,
  system text not null,
  seq bigint not null,
  key text not null,
  -- The kind that it says it is.
  kind text not null,
  order_id text,
  incident_id uuid,
  digest bytea not null,
  sealed bytea,
  -- When the other side made it.
  sent_at timestamptz not null,
  received_at timestamptz not null,
  -- stored · applied (`problem`: only written down, and why) · refused
  state text not null,
  attempts int not null default 0,
  next_at timestamptz,
  done_at timestamptz,
  problem text,
  constraint exchange_in_pk primary key (county_id, system, seq),
  constraint exchange_in_state check (state in ('stored', 'applied', 'refused'))
);
create index exchange_in_due on exchange_in (county_id, system, seq) where state = 'stored';
create index exchange_in_refused on exchange_in (county_id, system, seq) where state = 'refused';
create index exchange_in_kept on exchange_in (received_at) where sealed is not null;

create table exchange_order (
  county_id int not null,
  system text not null,
  -- The giver's number.
  order_id text not null,
  given_by text not null,
  incident_id uuid not null,
  -- When the giver sent it.
  sent_at timestamptz not null,
  -- The number on the other side, once told.
  remote_number text,
  -- open · resultSent (whoever was given it asks to close) · ended
  state text not null default 'open',
  -- The matter it was merged into (并案): its news are this order's news.
  follows uuid,
  constraint exchange_order_pk primary key (county_id, system, order_id),
  constraint exchange_order_giver check (given_by in ('outside', 'house')),
  constraint exchange_order_state check (state in ('open', 'resultSent', 'ended'))
);
create index exchange_order_incident on exchange_order (county_id, incident_id);
create index exchange_order_follows on exchange_order (county_id, follows) where follows is not null;
create index exchange_order_by_time on exchange_order (county_id, system, sent_at);

create table exchange_backup (
  county_id int not null,
  id uuid not null,
  system text not null,
  incident_id uuid not null,
  -- The number of the request for help in the matter (请求支援).
  help_no int,
  asked_at timestamptz not null,
  step text not null default 'asked',
  stepped_at timestamptz,
  constraint exchange_backup_pk primary key (county_id, id),
  constraint exchange_backup_step check (step in ('asked', 'granted', 'refused', 'arrived', 'returned'))
);
create index exchange_backup_incident on exchange_backup (county_id, incident_id);

-- Who spoke with whom lies in the record of the matter (sealed); here only that there was a call.
create table exchange_call (
  county_id int not null,
  system text not null,
  call_id text not null,
  incident_id uuid,
  how text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  constraint exchange_call_pk primary key (county_id, system, call_id),
  constraint exchange_call_how check (how in ('transfer', 'threeWay'))
);
create index exchange_call_incident on exchange_call (county_id, incident_id);

-- Numbers used once in signatures, for as long as their time would be believed.
create table exchange_nonce (
  system text not null,
  nonce text not null,
  used_at timestamptz not null,
  constraint exchange_nonce_pk primary key (system, nonce)
);
create index exchange_nonce_by_time on exchange_nonce (used_at);

select maplebridge_protect('exchange_peer');
select maplebridge_protect('exchange_out');
select maplebridge_protect('exchange_in');
select maplebridge_protect('exchange_order');
select maplebridge_protect('exchange_backup');
select maplebridge_protect('exchange_call');
grant select, insert, update on exchange_peer, exchange_out, exchange_in, exchange_order,
  exchange_backup, exchange_call to maplebridge_app;
grant select, insert, delete on exchange_nonce to maplebridge_app;
