-- Who was told what: notices (what one fact says to a unit), messages (what one person gets of it) and
-- deliveries (one sending over one channel). No personal data: params hold numbers and names of items,
-- places and units; addresses of staff lie sealed.

create table notice (
  county_id int not null,
  id uuid not null,
  incident_id uuid not null,
  -- The fact that it tells of; with template and target told once only, however often the feed is read.
  fact_seq int not null,
  template text not null,
  target text not null,
  ask text not null,
  ask_no int,
  urgency text not null,
  level smallint not null check (level between 1 and 4),
  params jsonb not null,
  -- How far up the chain it has been told.
  position smallint not null,
  -- When the next of the chain is told; null: nobody has to answer, or nobody is left.
  next_at timestamptz,
  created_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  ended_at timestamptz,
  constraint notice_pk primary key (county_id, id),
  constraint notice_once unique (county_id, incident_id, fact_seq, template, target),
  constraint notice_urgency check (urgency in ('urgent', 'ordinary', 'information'))
);
create index notice_next on notice (next_at) where next_at is not null;
create index notice_open on notice (county_id, incident_id) where ended_at is null;
create index notice_age on notice (created_at);
select maplebridge_protect('notice');
grant select, insert, update, delete on notice to maplebridge_app;

create table message (
  county_id int not null,
  id uuid not null,
  notice_id uuid not null,
  incident_id uuid not null,
  account_id uuid not null,
  urgency text not null,
  -- Which step of the chain its receiver is; 0 is the first asked.
  position smallint not null,
  created_at timestamptz not null,
  seen_at timestamptz,
  acknowledged_at timestamptz,
  done_at timestamptz,
  done_how text,
  constraint message_pk primary key (county_id, id),
  constraint message_once unique (county_id, notice_id, account_id),
  constraint message_notice_fk foreign key (county_id, notice_id)
    references notice (county_id, id) on delete cascade,
  constraint message_done check ((done_at is null) = (done_how is null)),
  constraint message_done_how check (done_how in ('acted', 'answered', 'superseded'))
);
create index message_of_person on message (account_id, id desc);
create index message_unread on message (account_id, id desc) where seen_at is null and done_at is null;
create index message_ringing on message (account_id, id desc)
  where urgency = 'urgent' and acknowledged_at is null and done_at is null;
select maplebridge_protect('message');
grant select, insert, update, delete on message to maplebridge_app;

create table delivery (
  county_id int not null,
  -- Also the key by which a gateway recognises a repetition.
  id uuid not null,
  message_id uuid not null,
  channel text not null,
  state text not null,
  attempts smallint not null default 0,
  -- When it is tried next; while it is being sent, until when the sender may take.
  next_at timestamptz,
  sent_at timestamptz,
  gateway_id text,
  error text,
  created_at timestamptz not null,
  constraint delivery_pk primary key (county_id, id),
  constraint delivery_once unique (county_id, message_id, channel),
  constraint delivery_message_fk foreign key (county_id, message_id)
    references message (county_id, id) on delete cascade,
  constraint delivery_state check (state in ('waiting', 'sending', 'sent', 'failed', 'cancelled', 'unknown'))
);
create index delivery_due on delivery (next_at) where state in ('waiting', 'sending');
create index delivery_log on delivery (county_id, id desc);
select maplebridge_protect('delivery');
grant select, insert, update, delete on delivery to maplebridge_app;

create table notification_setting (
  county_id int not null,
  account_id uuid not null,
  sound boolean not null,
  -- Null: every channel that the house has.
  channels text[],
  -- Minutes of the day in the county's zone; from later than until goes over midnight. Null: none.
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  language text not null check (language in ('zh', 'en')),
  updated_at timestamptz not null,
  constraint notification_setting_pk primary key (county_id, account_id),
  constraint notification_setting_quiet check ((quiet_from is null) = (quiet_until is null))
);
select maplebridge_protect('notification_setting');
grant select, insert, update, delete on notification_setting to maplebridge_app;

-- Where a person is reached outside the page; sealed, and shown only masked.
create table notification_address (
  county_id int not null,
  account_id uuid not null,
  kind text not null check (kind in ('phone', 'zhezhengding', 'wecom', 'email')),
  sealed bytea not null,
  masked text not null,
  updated_at timestamptz not null,
  constraint notification_address_pk primary key (county_id, account_id, kind)
);
select maplebridge_protect('notification_address');
grant select, insert, update, delete on notification_address to maplebridge_app;
