-- A draw of spot checks (抽查) is told to those who are to look at it: one message for each draw, about no single
-- matter. A message about one of the drawn matters would stand in that matter's own list of who was told what and
-- say beforehand, to whoever handled it, that it is to be looked at again.

alter table notice alter column incident_id drop not null;
alter table notice alter column fact_seq drop not null;
-- Grades belong to matters.
alter table notice alter column level drop not null;
alter table notice add column draw_id uuid;
alter table notice add constraint notice_about_one
  check ((incident_id is null) <> (draw_id is null) and (incident_id is null) = (fact_seq is null)
    and (incident_id is null) = (level is null));
create unique index notice_of_draw on notice (county_id, draw_id, template, target)
  where draw_id is not null;

alter table message alter column incident_id drop not null;
alter table message add column draw_id uuid;
alter table message add constraint message_about_one check ((incident_id is null) <> (draw_id is null));

-- Draws that nobody was told of yet: written with the draw, taken away by the commit that tells of it.
create table inspection_untold (
  county_id int not null,
  draw_id uuid not null,
  constraint inspection_untold_pk primary key (county_id, draw_id),
  constraint inspection_untold_draw_fk foreign key (county_id, draw_id)
    references inspection_draw (county_id, id)
);
select maplebridge_protect('inspection_untold');
grant select, insert, delete on inspection_untold to maplebridge_app;
