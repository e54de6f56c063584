-- Where somebody is while working on an order (design §7: read only then, never kept). Unlogged: it is not in
-- the write-ahead log, in no standby and in no backup, and it is empty after a crash.

create unlogged table order_position (
  county_id int not null,
  incident_id uuid not null,
  assignment_no smallint not null,
  account_id uuid not null,
  unit_id int not null,
  -- The room that gave the order: besides the matter's own the only one that sees it.
  ordered_by_unit int,
  -- Micro-degrees, CGCS2000; one row that is overwritten, never a track.
  lng6 int not null,
  lat6 int not null,
  at timestamptz not null,
  constraint order_position_pk primary key (county_id, incident_id, assignment_no, account_id)
);
select maplebridge_protect('order_position');
grant select, insert, update, delete on order_position to maplebridge_app;

-- An order that is done, returned, recalled or whose matter has left the field takes its positions with it in
-- the same commit, whichever verb, machine or repair ended it.
create function forget_order_positions() returns trigger language plpgsql as $$
begin
  -- Almost always nobody shares anything: then nothing is compared.
  if exists (select from order_position) then
    delete from order_position p using changed c
    where p.county_id = c.county_id and p.incident_id = c.incident_id and p.assignment_no = c.no
      and not (c.state = 'signed' and c.incident_status in ('dispatched', 'handling'));
  end if;
  return null;
end $$;

create trigger assignment_forgets_positions after update on assignment
  referencing new table as changed
  for each statement execute function forget_order_positions();

-- The same holds for where a unit's boat or car is.
alter table resource_position set unlogged;
