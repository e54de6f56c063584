-- Who is on duty, what can be called, and who answers for what: rosters, the resource register and the
-- duty lists (责任清单) of a county.

-- The week of one unit, as a whole: read and replaced as a whole.
create table roster (
  county_id int not null,
  unit_id int not null,
  version int not null,
  -- The shifts as modules/roster/shift.ts describes them.
  shifts jsonb not null,
  updated_by text not null,
  updated_at timestamptz not null,
  constraint roster_pk primary key (county_id, unit_id),
  constraint roster_unit_fk foreign key (unit_id) references unit (id),
  constraint roster_version_positive check (version > 0)
);
select maplebridge_protect('roster');
grant select, insert, update on roster to maplebridge_app;

-- One day that differs from the week: a shift off, other people, or a shift more. No reason is kept:
-- why somebody is away (illness, family) is nobody's business here.
create table roster_exception (
  county_id int not null,
  id uuid not null,
  unit_id int not null,
  -- The local day on which the shift begins.
  day date not null,
  kind text not null,
  -- Which shift; null: the whole day (off) or a shift of its own (extra).
  shift_no int,
  starts text,
  ends text,
  leader uuid,
  officers uuid[] not null default '{}',
  made_by text not null,
  made_at timestamptz not null,
  constraint roster_exception_pk primary key (county_id, id),
  constraint roster_exception_unit_fk foreign key (unit_id) references unit (id),
  constraint roster_exception_form check (
    case kind
      when 'off' then starts is null and ends is null and leader is null and officers = '{}'
      when 'replace' then shift_no is not null and starts is null and ends is null
      when 'extra' then shift_no is null and starts is not null and ends is not null
      else false
    end)
);
create index roster_exception_by_day on roster_exception (county_id, unit_id, day);
select maplebridge_protect('roster_exception');
grant select, insert, delete on roster_exception to maplebridge_app;

-- What can be called (力量与装备): a team, a boat, a pump. Its phone is an office's, never a person's.
create table resource (
  county_id int not null,
  id uuid not null,
  unit_id int not null,
  kind text not null,
  name text not null,
  skills text[] not null,
  -- People of a team, or pieces of equipment.
  capacity int not null,
  phone text,
  -- Home base, micro-degrees, CGCS2000.
  lng6 int not null,
  lat6 int not null,
  state text not null,
  version int not null,
  updated_by text not null,
  updated_at timestamptz not null,
  constraint resource_pk primary key (county_id, id),
  constraint resource_unit_fk foreign key (unit_id) references unit (id),
  constraint resource_name_unique unique (county_id, unit_id, name),
  constraint resource_kind_known check (kind in ('people', 'rescue', 'police', 'equipment')),
  constraint resource_state_known check (state in ('ready', 'out', 'maintenance')),
  constraint resource_capacity_positive check (capacity > 0),
  constraint resource_version_positive check (version > 0)
);
select maplebridge_protect('resource');
grant select, insert, update, delete on resource to maplebridge_app;

-- Where a resource is while its unit is on an order: one row that is overwritten, never a track.
create table resource_position (
  county_id int not null,
  resource_id uuid not null,
  unit_id int not null,
  lng6 int not null,
  lat6 int not null,
  at timestamptz not null,
  constraint resource_position_pk primary key (county_id, resource_id),
  constraint resource_position_resource_fk foreign key (county_id, resource_id)
    references resource (county_id, id) on delete cascade
);
select maplebridge_protect('resource_position');
grant select, insert, update, delete on resource_position to maplebridge_app;

-- The duty lists: one of the county and one of each town that keeps its own; published versions that
-- are never changed, so there is no update.
create table duty_list_version (
  county_id int not null,
  -- The county's or town's jurisdiction.
  place_id int not null,
  version int not null,
  published_by text not null,
  published_at timestamptz not null,
  note text not null default '',
  constraint duty_list_version_pk primary key (county_id, place_id, version),
  constraint duty_list_version_place_fk foreign key (place_id) references jurisdiction (id),
  constraint duty_list_version_positive check (version > 0)
);
select maplebridge_protect('duty_list_version');
grant select, insert on duty_list_version to maplebridge_app;

create table duty_list_row (
  county_id int not null,
  place_id int not null,
  version int not null,
  no int not null,
  -- Codes or beginnings of codes of the catalogue.
  items text[] not null,
  -- A narrower area than the list's own; null: all of it.
  area_id int,
  -- The unit as modules/roster/duty-list.ts describes it.
  holder jsonb not null,
  role text not null,
  duty_zh text not null,
  duty_en text not null,
  -- The law or document it rests on.
  basis text not null,
  constraint duty_list_row_pk primary key (county_id, place_id, version, no),
  constraint duty_list_row_version_fk foreign key (county_id, place_id, version)
    references duty_list_version (county_id, place_id, version),
  constraint duty_list_row_role_known check (role in ('lead', 'co', 'support'))
);
select maplebridge_protect('duty_list_row');
grant select, insert on duty_list_row to maplebridge_app;
