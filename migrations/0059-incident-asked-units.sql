-- Whoever is asked for help finds the matter in its lists like any unit that was given an order.
alter table assignment drop constraint assignment_role_check;
alter table assignment add constraint assignment_role_check check (role in ('lead', 'co', 'asked'));
