-- Who may act: accounts, what proves them, and the posts from which their rights come.
-- No row-level security: sign-in reads accounts before anybody is known. `county_id` points to
-- organization's county without a foreign key, so that identity can be set up first.

create table account (
  id uuid not null,
  login text not null,
  name text not null,
  -- Person, or a machine of a connected system.
  kind text not null default 'person',
  status text not null default 'active',
  -- Whose system administrator looks after it; null at city level.
  county_id int,
  -- Demo accounts have a published password: a server with any refuses to listen beyond 127.0.0.1.
  demo boolean not null default false,
  created_at timestamptz not null,
  constraint account_pk primary key (id),
  constraint account_login_unique unique (login),
  constraint account_login_form check (login ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
  constraint account_name_length check (length(name) between 1 and 64),
  constraint account_kind_known check (kind in ('person', 'service')),
  constraint account_status_known check (status in ('active', 'locked', 'closed'))
);
create index account_by_county on account (county_id, login);

create table credential (
  account_id uuid not null,
  -- argon2id, PHC form.
  password_hash text not null,
  changed_at timestamptz not null,
  -- Set by an administrator: to be changed at the next sign-in.
  must_change boolean not null,
  failed_count int not null default 0,
  locked_until timestamptz,
  constraint credential_pk primary key (account_id),
  constraint credential_account_fk foreign key (account_id) references account (id)
);

create table post (
  id uuid not null,
  account_id uuid not null,
  county_id int not null,
  role text not null,
  unit_id int,
  town_id int,
  village_id int,
  grid_ids int[],
  line text,
  starts_at timestamptz not null,
  ends_at timestamptz,
  constraint post_pk primary key (id),
  constraint post_account_fk foreign key (account_id) references account (id),
  constraint post_period check (ends_at is null or ends_at >= starts_at),
  constraint post_line_form check (line ~ '^[a-z][a-z-]*$'),
  constraint post_place_nested check (village_id is null or town_id is not null)
);
create index post_by_account on post (account_id);
create index post_by_unit on post (county_id, unit_id) where ends_at is null;

create table second_factor (
  account_id uuid not null,
  -- AES-256-GCM under a key derived from the master key: nonce, tag, secret.
  sealed_secret bytea not null,
  confirmed_at timestamptz,
  -- The last accepted 30 s step: a code works once.
  last_step bigint not null default 0,
  -- Keyed digests; each is taken out when it is used.
  recovery_hashes bytea[] not null default '{}',
  constraint second_factor_pk primary key (account_id),
  constraint second_factor_account_fk foreign key (account_id) references account (id)
);

create table session (
  -- SHA-256 of the token in the cookie: a copy of this table opens nothing.
  id bytea not null,
  account_id uuid not null,
  -- Pending: the password was right, the second factor is still to come.
  state text not null,
  factors smallint not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  ip text not null,
  user_agent text not null,
  constraint session_pk primary key (id),
  constraint session_account_fk foreign key (account_id) references account (id),
  constraint session_state_known check (state in ('pending', 'open')),
  constraint session_factors_count check (factors between 1 and 2)
);
create index session_by_account on session (account_id) where revoked_at is null;
create index session_by_expiry on session (expires_at);

create table access_token (
  id uuid not null,
  account_id uuid not null,
  hash bytea not null,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint access_token_pk primary key (id),
  constraint access_token_account_fk foreign key (account_id) references account (id),
  constraint access_token_hash_unique unique (hash),
  constraint access_token_name_length check (length(name) between 1 and 64)
);
create index access_token_by_account on access_token (account_id);

-- An account of another house (OIDC) that is one of ours.
create table outside_login (
  issuer text not null,
  subject text not null,
  account_id uuid not null,
  linked_at timestamptz not null,
  constraint outside_login_pk primary key (issuer, subject),
  constraint outside_login_account_fk foreign key (account_id) references account (id)
);
create index outside_login_by_account on outside_login (account_id);

create table policy (
  key text not null,
  value jsonb not null,
  changed_at timestamptz not null,
  changed_by uuid not null,
  constraint policy_pk primary key (key)
);

grant select, insert, update on account, credential, post, second_factor, session, access_token,
  outside_login, policy to maplebridge_app;
grant delete on session, second_factor to maplebridge_app;
