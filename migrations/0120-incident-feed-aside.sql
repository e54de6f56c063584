-- A reader of the feed that fails at one entry every time would wait for it forever. After some tries the entry
-- is kept here with the code of its error, the reader goes on, and somebody can have it tried again.
create table feed_aside (
  reader text not null,
  position bigint not null,
  county_id int not null,
  incident_id uuid not null,
  version int not null,
  type text not null,
  status text not null,
  at timestamptz not null,
  subject jsonb not null,
  tries int not null,
  error_code text not null,
  failed_at timestamptz not null,
  -- Null while the reader still tries it in its turn.
  aside_at timestamptz,
  -- Somebody asked that it be tried once more.
  again_at timestamptz,
  primary key (reader, position)
);
create index feed_aside_again on feed_aside (reader, position) where again_at is not null;
select maplebridge_protect('feed_aside');
grant select, insert, update, delete on feed_aside to maplebridge_app;
