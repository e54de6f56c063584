-- How often a county has published something that every process keeps in memory: a catalogue in force, a calendar,
-- routes, duty lists, a task list, a model. Counted in the commit that publishes it, whoever does; a process that
-- knows a smaller number reads the county anew. Reference data without row-level security.
create table publication_count (
  county_id int not null,
  no bigint not null,
  constraint publication_count_pk primary key (county_id),
  constraint publication_count_county_fk foreign key (county_id) references county (id)
);
grant select on publication_count to maplebridge_app;

create function count_publication() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into publication_count as c (county_id, no) values (new.county_id, 1)
  on conflict (county_id) do update set no = c.no + 1;
  return null;
end $$;

create trigger catalog_in_force_is_published after insert or update on catalog_in_force
  for each row execute function count_publication();
create trigger calendar_version_is_published after insert on calendar_version
  for each row execute function count_publication();
create trigger route_version_is_published after insert on route_version
  for each row execute function count_publication();
create trigger duty_list_version_is_published after insert on duty_list_version
  for each row execute function count_publication();
create trigger task_list_version_is_published after insert on task_list_version
  for each row execute function count_publication();
create trigger triage_model_change_is_published after insert on triage_model_change
  for each row execute function count_publication();
