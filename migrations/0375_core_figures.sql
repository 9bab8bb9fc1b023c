-- A figure is a number: one NaN would make every sum it is part of NaN, on the board as in the forecast.

update leads set amount = null where amount = 'NaN';
update leads set budget_min = null where budget_min = 'NaN';
update leads set budget_max = null where budget_max = 'NaN';
update companies set annual_revenue = null where annual_revenue = 'NaN';
update contacts set lifetime_value = 0, average_order_value = 0 where 'NaN' in (lifetime_value, average_order_value);

alter table leads
  add constraint leads_figures check ('NaN' not in (coalesce(amount, 0), coalesce(budget_min, 0), coalesce(budget_max, 0)));
alter table companies add constraint companies_figures check (annual_revenue <> 'NaN');
alter table contacts add constraint contacts_figures check (lifetime_value <> 'NaN' and average_order_value <> 'NaN');
