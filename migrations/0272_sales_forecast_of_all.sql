-- Forecasts kept are sums over everybody's deals: whoever sees their own or their team's only does not see these.

create policy forecast_snapshots_of_all on forecast_snapshots as restrictive for select to authenticated
using (auth.sees_all());
